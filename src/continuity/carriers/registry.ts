import type { TranslatorOptions } from '../../domain/translator-options.ts';
import type { ReasoningCarrier } from './carrier.ts';
import { hybridCarrier } from './hybrid.ts';
import { signatureCarrier } from './signature.ts';
import { storeCarrier } from './store.ts';

/** Every carrier, by the value of `reasoning_carrier`. */
export const carriers = {
  store: storeCarrier,
  signature: signatureCarrier,
  hybrid: hybridCarrier,
} as const satisfies Record<TranslatorOptions['reasoning_carrier'], ReasoningCarrier>;

export const carrierNames = Object.keys(carriers) as (keyof typeof carriers)[];
