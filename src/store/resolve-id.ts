// From what a user typed to a session or an exchange.
import { existsSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { HarnessError } from '../lib/harness-error.ts';

/** Of a file or folder where a session was expected. */
const importHint =
  'It is a file: turntape import takes in whole requests; explain, usage and learn read numbers';

/**
 * A session by its name, a session or exchange by its id or an unambiguous beginning of one, or
 * `SESSION#3`: the exchange of its third model call.
 * @throws HarnessError `not-found`, or `usage` when several match
 */
export function resolveId(
  database: Database,
  text: string,
): { readonly type: 'session' | 'exchange'; readonly id: string } {
  const named = database
    .prepare<[string], { id: string }>('SELECT id FROM sessions WHERE name = ?')
    .get(text);
  if (named !== undefined) return { type: 'session', id: named.id };
  const [, before, number] = /^(.+)#([1-9]\d*)$/.exec(text) ?? [];
  if (before !== undefined) return callOf(database, before, Number(number));
  const type = text.startsWith('x_') ? 'exchange' : 'session';
  const found = database
    .prepare<[number, string], { id: string }>(
      `SELECT id FROM ${type}s WHERE substr(id, 1, ?) = ? LIMIT 2`,
    )
    .all(text.length, text);
  const [first, second] = found;
  if (first === undefined || text.length === 0) {
    throw new HarnessError(
      'not-found',
      `no session or exchange \`${text}\` in ${database.name}`,
      existsSync(text) ? importHint : 'turntape sessions lists what was recorded',
    );
  }
  if (second !== undefined && first.id !== text && second.id !== text) {
    throw new HarnessError(
      'usage',
      `several ${type}s begin with \`${text}\``,
      'Give more of the id',
    );
  }
  return { type, id: second?.id === text ? text : first.id };
}

/** @param number of the model call, from 1 */
function callOf(
  database: Database,
  text: string,
  number: number,
): { readonly type: 'exchange'; readonly id: string } {
  const { type, id } = resolveId(database, text);
  if (type === 'exchange') {
    throw new HarnessError('usage', `${text} is an exchange`, 'Write SESSION#3 for its third call');
  }
  const calls = database
    .prepare<[string], string>(
      'SELECT id FROM exchanges WHERE session = ? AND model IS NOT NULL ORDER BY seq',
    )
    .pluck()
    .all(id);
  const found = calls[number - 1];
  if (found !== undefined) return { type: 'exchange', id: found };
  throw new HarnessError(
    'not-found',
    `session ${id} has no call ${number}: it has ${calls.length}`,
    'turntape show SESSION lists its exchanges',
  );
}
