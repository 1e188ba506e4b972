// The committed counters of real calls, and which half of the sessions is held out.
import type { UsageCall } from '../../src/domain/usage-call.ts';
import { sha256 } from '../../src/lib/sha256.ts';
import { readLogs } from '../../src/log-files/read-logs.ts';

/** @param path of a file of usage counters */
export async function readRealCalls(path: string): Promise<UsageCall[]> {
  const calls: UsageCall[] = [];
  await readLogs([path], { countTokens: () => null }, ({ call }) => {
    calls.push(call.usage);
  });
  return calls;
}

/**
 * Which half a session is in: by a hash of its number, whatever it holds.
 * @param sessionKey as `groupSessions` makes it
 */
export function isHeldOut(sessionKey: string): boolean {
  return Number.parseInt(sha256(`held out ${sessionKey}`).slice(0, 2), 16) % 2 === 1;
}
