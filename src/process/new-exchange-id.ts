// Ids of recorded exchanges.
import { randomBytes } from 'node:crypto';
import { uuidV7 } from '../lib/uuid-v7.ts';

const digitsOfOne = 20;
const idsAtOnce = 100;
/** For many ids at once: asking the system costs the same for all of them. */
let digits = '';
let used = 0;

/** `x_` + UUIDv7: exchanges sort by time, and databases can be merged. */
export function newExchangeId(): string {
  if (used === digits.length) {
    digits = randomBytes((idsAtOnce * digitsOfOne) / 2).toString('hex');
    used = 0;
  }
  const random = digits.slice(used, used + digitsOfOne);
  used += digitsOfOne;
  return `x_${uuidV7(Date.now(), random)}`;
}
