// The address of a queue, apart from its client: most runs have no queue, and the client takes time
// to load.
import { HarnessError } from '../lib/harness-error.ts';

/**
 * `redis://[user:password@]host:port[/database]`, or `rediss://` for TLS.
 * @returns the address without user and password
 * @throws HarnessError `usage` for another scheme, without repeating what was given
 */
export function showQueueUrl(url: string): string {
  const parsed = /^rediss?:\/\//.test(url) && URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || parsed.hostname === '') {
    throw new HarnessError(
      'usage',
      'a queue is named by a URL that begins with redis:// or rediss://',
      'For example redis://127.0.0.1:6379',
    );
  }
  return `${parsed.protocol}//${parsed.host}${parsed.pathname === '/' ? '' : parsed.pathname}`;
}
