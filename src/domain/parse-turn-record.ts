// The numbers of a turn as they are read. A run has as many of them as calls, and a schema takes
// several times as long as all the rest of reading one.

import { isJsonObject, type JsonObject } from '../lib/json.ts';
import { namePattern } from './parse-run.ts';
import type { TurnRecord } from './run.ts';

const isNumber = (value: unknown): boolean => typeof value === 'number';
const isAmount = (value: unknown): boolean => value === null || isNumber(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isText = (value: unknown): boolean => value === null || typeof value === 'string';

/** What the reports compute with; the rest is written by this program's own types. */
const fields: readonly (readonly [(value: unknown) => boolean, readonly string[]])[] = [
  [isCount, ['seq', 'userTurn', 'step', 'attempt', 'status']],
  [isNumber, ['totalMs']],
  [isAmount, ['ttftMs', 'firstItemMs']],
  [isText, ['error']],
];
const reasoningFields = ['sentTokens', 'countedTokens', 'newTokens'];

/**
 * All but `usage`. What is given is returned: written again, it is the same text.
 * @throws TypeError which names the first field that is not as it should be
 */
export function parseTurnRecord(given: unknown): Omit<TurnRecord, 'usage'> {
  if (!isJsonObject(given)) throw new TypeError('unknown form');
  const { reasoning, losses } = given;
  for (const [isRight, names] of fields) assertFields(given, '', names, isRight);
  assertFields(objectOf(reasoning, 'reasoning'), 'reasoning.', reasoningFields, isNumber);
  const counts = objectOf(losses, 'losses');
  const names = Object.keys(counts);
  if (!names.every((name) => namePattern.test(name))) throw new TypeError('losses: not a name');
  assertFields(counts, 'losses.', names, isCount);
  // Each field of it was looked at.
  return given as unknown as Omit<TurnRecord, 'usage'>;
}

function objectOf(value: unknown, name: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw new TypeError(`${name}: not an object`);
}

function assertFields(
  of: JsonObject,
  place: string,
  names: readonly string[],
  isRight: (value: unknown) => boolean,
): void {
  for (const name of names) {
    if (!isRight(of[name])) throw new TypeError(`${place}${name}: not what it should be`);
  }
}
