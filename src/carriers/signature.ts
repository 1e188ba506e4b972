// Stateless: reasoning travels in the signature of its thinking block, which Claude Code replays
// byte for byte. Survives restarts, --continue and --resume.

import type { ReasoningCarrier } from './carrier.ts';
import { openEnvelope, refusalMark, sealEnvelope } from './envelope.ts';

export const signatureCarrier: ReasoningCarrier = {
  usesStore: false,
  seal: sealEnvelope,
  markRefusal: refusalMark,
  open: openEnvelope,
};
