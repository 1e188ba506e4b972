// Every carrier, by the value of the option `reasoning_carrier`; the first one is the default.
import type { ReasoningCarrier } from './carrier.ts';
import { hybridCarrier } from './hybrid.ts';
import { signatureCarrier } from './signature.ts';
import { storeCarrier } from './store.ts';

export const carriers = {
  store: storeCarrier,
  signature: signatureCarrier,
  hybrid: hybridCarrier,
} as const satisfies Record<string, ReasoningCarrier>;

export type CarrierName = keyof typeof carriers;

/** In the registry's order: the option's values, and what laws are tried with. */
export const carrierNames = Object.keys(carriers) as CarrierName[];
