// The address of a queue, apart from its client: most runs have no queue, and the client takes time
// to load.
import { showRedisUrl } from '../lib/redis-url.ts';

/**
 * @returns the address without user and password
 * @throws HarnessError `usage` for anything else, without repeating what was given
 */
export function showQueueUrl(url: string): string {
  return showRedisUrl(url, 'a queue', 'redis://127.0.0.1:6379');
}
