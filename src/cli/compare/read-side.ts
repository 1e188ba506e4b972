// What `compare` is given on either side: a recorded session, an arm of a run, or a fixture.
import type { Database } from 'better-sqlite3';
import type { ComparedRequest } from '../../compare/describe-session.ts';
import { continuingMembers } from '../../exchange/continued-request.ts';
import type { SessionCall } from '../../explain/session-call.ts';
import { trialCalls } from '../../explain/trial-calls.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject, parseJsonBytes } from '../../lib/json.ts';
import { readSessionCalls } from '../../recordings/session-calls.ts';
import { upstreamSession } from '../../recordings/upstream-session.ts';
import { resolveId } from '../../store/resolve-id.ts';
import { createRunStore } from '../../store/runs.ts';
import { readFixtureCalls } from '../calls/read-fixture-calls.ts';

function fromCalls(calls: Iterable<SessionCall>): ComparedRequest[] {
  return [...calls].flatMap(({ body, headers, continued }) => {
    const value = parseJsonBytes(body());
    if (!isJsonObject(value)) return [];
    if (continued === undefined) return [{ body: value, headers }];
    const history = continued.unknown === null ? 'rebuilt' : 'unknown';
    // The history is put together; how it was left to the server is as it was sent.
    const sent = parseJsonBytes(continued.placeOf('').body());
    const how = isJsonObject(sent) ? sent : {};
    const named = continuingMembers.flatMap((name) =>
      how[name] === undefined ? [] : [[name, how[name]] as const],
    );
    return [{ body: { ...value, ...Object.fromEntries(named) }, headers, history } as const];
  });
}

export function readFixtureSide(text: string): ComparedRequest[] {
  return fromCalls(readFixtureCalls(text).calls);
}

/**
 * @throws HarnessError `usage` where one session is what a gateway made of the other: what differs
 * between two protocols is not a difference between two clients
 */
export function assertNotOneGateway(database: Database, a: string, b: string): void {
  const store = createRunStore(database);
  const [one, other] = [a, b].map((text) => {
    const isRun = store.readDefinition(text.split(':')[0] ?? '') !== undefined;
    return isRun ? null : resolveId(database, text).id;
  });
  if (one == null || other == null) return;
  const isPair = (x: string, y: string): boolean => upstreamSession(database, x) === y;
  if (!isPair(one, other) && !isPair(other, one)) return;
  throw new HarnessError(
    'usage',
    `${a} and ${b} are the two sides of one gateway: they speak different protocols`,
    'turntape show SESSION --translated shows what was made of it. Compare the upstream side ' +
      'with a session of native Codex, or with a fixture (docs/your-gateway.md)',
  );
}

/** A session's id, or `RUN:ARM`. */
export function readRecordedSide(database: Database, text: string): ComparedRequest[] {
  const [run = '', arm] = text.split(':');
  const store = createRunStore(database);
  const definition = store.readDefinition(run);
  if (definition !== undefined) {
    const first = store.readTrials(run).find((one) => one.arm === arm);
    const trial = first && store.readTrial(first.id);
    if (trial !== undefined) return fromCalls(trialCalls(trial));
    throw new HarnessError(
      'not-found',
      `run ${run} has no trial of an arm \`${arm ?? ''}\``,
      `Write ${run}:ARM; its arms are ${definition.arms.map(({ name }) => name).join(', ')}`,
    );
  }
  const { type, id } = resolveId(database, text);
  if (type === 'exchange') {
    throw new HarnessError('usage', `${id} is an exchange`, 'turntape sessions lists sessions');
  }
  return fromCalls(readSessionCalls(database, id));
}
