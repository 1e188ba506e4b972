// Which servers can hold a queue, by what they say of themselves.

import { HarnessError } from '../lib/harness-error.ts';

/** What BullMQ's scripts need, by its documentation. */
const versionMin = [6, 2] as const;

/**
 * @param information the answer to INFO
 * @param shown its address
 * @throws HarnessError `configuration` for one that would lose or refuse trials
 */
export function assertServer(information: string, shown: string): void {
  const find = (name: string): string | undefined =>
    new RegExp(`^${name}:(\\S+)`, 'm').exec(information)?.[1];
  const refuse = (what: string, hint: string): never => {
    throw new HarnessError('configuration', `the server at ${shown} ${what}`, hint);
  };
  const [major = 0, minor = 0] = (find('redis_version') ?? '').split('.').map(Number);
  if (major > 0 && (major < versionMin[0] || (major === versionMin[0] && minor < versionMin[1]))) {
    refuse(
      `is Redis ${major}.${minor}`,
      `A queue needs ${versionMin.join('.')} or later, or Valkey`,
    );
  }
  if (find('redis_mode') === 'cluster') {
    refuse('is part of a cluster', 'A queue needs a server that is not: it is one small server');
  }
  if (find('role') === 'slave') {
    refuse('is a replica, which takes no trials', 'Name the server that it follows');
  }
  const policy = find('maxmemory_policy') ?? 'noeviction';
  if (policy !== 'noeviction' && (find('maxmemory') ?? '0') !== '0') {
    refuse(
      `drops keys when it is full (maxmemory-policy ${policy})`,
      'Trials would be lost: set maxmemory-policy to noeviction there, or use another server',
    );
  }
}
