import { randomBytes } from 'node:crypto';
import { uuidV7 } from '../lib/uuid-v7.ts';

/** `x_` + UUIDv7: exchanges sort by time, and databases can be merged. */
export function newExchangeId(): string {
  return `x_${uuidV7(Date.now(), randomBytes(10))}`;
}
