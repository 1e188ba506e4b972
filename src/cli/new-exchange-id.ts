import { randomFillSync } from 'node:crypto';
import { uuidV7 } from '../lib/uuid-v7.ts';

const randomBytesOfOne = 10;
/** Filled for many ids at once: asking the system costs the same for all of them. */
const pool = new Uint8Array(100 * randomBytesOfOne);
let used = pool.length;

/** `x_` + UUIDv7: exchanges sort by time, and databases can be merged. */
export function newExchangeId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used);
  used += randomBytesOfOne;
  return `x_${uuidV7(Date.now(), random)}`;
}
