// The signature first; the store where the client dropped the thinking block or it was too long.

import type { ReasoningCarrier } from './carrier.ts';
import { signatureCarrier } from './signature.ts';

export const hybridCarrier: ReasoningCarrier = { ...signatureCarrier, usesStore: true };
