import { gatewayPart } from './gateway.ts';
import type { BenchPart } from './part.ts';
import { translatorPart } from './translator.ts';

/** Every part, by the name that `npm run bench -- NAME` takes. */
export const benchParts = {
  translator: translatorPart,
  gateway: gatewayPart,
} as const satisfies Record<string, BenchPart>;
