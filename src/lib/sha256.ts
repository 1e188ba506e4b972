// SHA-256.
import { hash } from 'node:crypto';

/** Lower-case hex SHA-256 of text (as UTF-8) or bytes. */
export function sha256(input: string | Uint8Array): string {
  return hash('sha256', input, 'hex');
}
