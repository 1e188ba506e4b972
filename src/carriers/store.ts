// Reasoning stays on this side, keyed by session and anchor; the client's history carries nothing.
import type { ReasoningCarrier } from './carrier.ts';

export const storeCarrier: ReasoningCarrier = {
  usesStore: true,
  seal: () => null,
  markRefusal: () => null,
  open: () => null,
};
