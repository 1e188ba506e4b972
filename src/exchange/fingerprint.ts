// What is stored instead of a secret.
import { createHmac } from 'node:crypto';

/**
 * What replaces a secret: equal secrets in one database look equal, no part of the secret
 * can be read from it, and another database (another key) gives another fingerprint.
 */
export function fingerprint(value: string, key: Uint8Array): string {
  // Replaced already, by the database that it was exported from.
  if (/^<redacted:[0-9a-f]{8}>$/.test(value)) return value;
  return `<redacted:${createHmac('sha256', key).update(value).digest('hex').slice(0, 8)}>`;
}
