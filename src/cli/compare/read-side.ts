// What `compare` is given on either side: a recorded session, an arm of a run, or a fixture.
import { existsSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { ComparedRequest } from '../../check/compare/describe-session.ts';
import type { SessionCall } from '../../check/explain/session-call.ts';
import { playArm } from '../../check/play-arm.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject, parseJson } from '../../lib/json.ts';
import { parseFixture } from '../../recording/formats/fixture-files.ts';
import { resolveId } from '../../store/resolve-id.ts';
import { createRunStore } from '../../store/runs.ts';
import { readSessionCalls } from '../explain/read-session-calls.ts';
import { readTrialCalls } from '../explain/read-trial-calls.ts';
import { findFixtures, readFixtureFiles } from '../fixture-folders.ts';

function fromCalls(calls: Iterable<SessionCall>): ComparedRequest[] {
  return [...calls].flatMap(({ body, headers }) => {
    const value = parseJson(new TextDecoder().decode(body()));
    return isJsonObject(value) ? [{ body: value, headers }] : [];
  });
}

function fromFixture(path: string, arm: string | undefined): ComparedRequest[] {
  const [folder, ...more] = findFixtures([path]);
  if (folder === undefined || more.length > 0) {
    throw new HarnessError('usage', `${path} holds several fixtures`, 'Name one of them');
  }
  const fixture = parseFixture(folder.name, readFixtureFiles(folder));
  if (fixture.meta.kind === 'responses') {
    return fixture.turns.map(({ request }) => ({ body: request, headers: fixture.meta.headers }));
  }
  const overlay = fixture.meta.arms[arm ?? 'on'];
  if (overlay === undefined) {
    throw new HarnessError(
      'not-found',
      `fixture ${folder.name} has no arm \`${arm ?? 'on'}\``,
      `Write ${path}:ARM; its arms are ${Object.keys(fixture.meta.arms).join(', ')}`,
    );
  }
  return playArm(fixture, overlay).map(({ request, headers }) => ({
    body: JSON.parse(JSON.stringify(request)),
    headers,
  }));
}

/** True when a side is read from files alone. */
export function isFixturePath(text: string): boolean {
  return existsSync(text) || existsSync(text.slice(0, text.lastIndexOf(':')));
}

export function readFixtureSide(text: string): ComparedRequest[] {
  const colon = text.lastIndexOf(':');
  return existsSync(text)
    ? fromFixture(text, undefined)
    : fromFixture(text.slice(0, colon), text.slice(colon + 1));
}

/** A session's id, or `RUN:ARM`. */
export function readRecordedSide(database: Database, text: string): ComparedRequest[] {
  const [run = '', arm] = text.split(':');
  const store = createRunStore(database);
  const definition = store.readDefinition(run);
  if (definition !== undefined) {
    const trial = store.readTrials(run).find((one) => one.arm === arm);
    if (trial !== undefined) return fromCalls(readTrialCalls(definition, trial));
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
