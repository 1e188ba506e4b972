// `--since` and `--client` of `sessions`: which of the recorded sessions are listed.
import { type ClientName, clients } from '../../clients/registry.ts';
import type { SessionSummary } from '../../domain/session.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { parseDuration } from '../../lib/parse-amount.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
export type WantedFlags = {
  readonly since: string | undefined;
  readonly client: ClientName | undefined;
};

export const wantedOptions = {
  since: {
    fromProject: true,
    type: 'string',
    description: 'only what was active in the last 2h or 7d, or since a day: 2026-11-20',
  },
  client: {
    fromProject: true,
    choices: Object.keys(clients) as ClientName[],
    description: 'only sessions of this client',
  },
} as const;

/**
 * @param nowMs ms since 1970
 * @throws HarnessError `usage`
 */
export function wantedSessions(
  { since, client }: WantedFlags,
  nowMs: number,
): (one: Pick<SessionSummary, 'client' | 'lastAtMs'>) => boolean {
  const fromMs = since === undefined ? Number.NEGATIVE_INFINITY : momentOf(since, nowMs);
  return (one) => one.lastAtMs >= fromMs && (client === undefined || one.client === client);
}

function momentOf(text: string, nowMs: number): number {
  const age = parseDuration(text);
  if (age !== undefined) return nowMs - age;
  const atMs = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(atMs)) return atMs;
  throw new HarnessError('usage', `--since ${text} cannot be read`, 'Write 2h, 7d or 2026-11-20');
}
