// What is assumed of a model's reasoning where a session does not say: one number for every call,
// or the numbers of a file, of which each call draws one. Several assumptions are played side by
// side.

import { HarnessError } from '../lib/harness-error.ts';
import { parseJson } from '../lib/json.ts';
import { createSeededRandom } from '../lib/seeded-random.ts';

/** The variant parameter that names the assumption. */
export const reasoningParameter = 'reasoning_tokens';

export interface ReasoningAssumption {
  /** Value of the variant parameter: the number, or the file's name. */
  readonly name: number | string;
  /** Never empty. */
  readonly tokens: readonly number[];
}

/** Longest answer that a model gives, in tokens: a reasoning item beyond it is a typing error. */
const tokensMax = 200_000;
/** Numbers of a file: more say nothing more about a distribution. */
const valuesMax = 1_000_000;
const assumptionsMax = 8;

function wrong(what: string): HarnessError {
  return new HarnessError(
    'usage',
    `--reasoning-tokens: ${what}`,
    'Give whole numbers, or files of whole numbers, such as 400,0,100,1500',
  );
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= tokensMax;

/** A JSON list, or numbers between spaces, commas and line ends. */
function readValues(text: string, file: string): readonly number[] {
  const json = parseJson(text);
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const values: readonly unknown[] = Array.isArray(json) ? json : words.map(Number);
  if (values.length === 0 || values.length > valuesMax || !values.every(isCount)) {
    throw wrong(`${file} is not a list of whole numbers from 0 to ${tokensMax}`);
  }
  return values;
}

/**
 * @param list numbers and names of files, separated by commas
 * @param readFile text of a file
 * @throws HarnessError `usage`
 */
export function parseReasoningAssumptions(
  list: string,
  readFile: (name: string) => string,
): ReasoningAssumption[] {
  const words = list.split(',').map((word) => word.trim());
  if (words.includes('')) throw wrong(`\`${list}\` has an empty entry`);
  if (new Set(words).size < words.length) throw wrong(`\`${list}\` names one twice`);
  if (words.length > assumptionsMax) throw wrong(`more than ${assumptionsMax} assumptions`);
  return words.map((word) => {
    if (!/^[-+]?[\d.]+$/.test(word))
      return { name: word, tokens: readValues(readFile(word), word) };
    const tokens = Number(word);
    if (!isCount(tokens)) throw wrong(`${word} is not a whole number from 0 to ${tokensMax}`);
    return { name: tokens, tokens: [tokens] };
  });
}

/** Reasoning tokens of one call: equal in every arm, and in every run with the same file. */
export function drawReasoning(
  { tokens }: ReasoningAssumption,
  session: string,
  call: number,
): number {
  const [only = 0] = tokens;
  if (tokens.length === 1) return only;
  const random = createSeededRandom(`reasoning/${session}/${call}`);
  return tokens[random.integer(tokens.length)] ?? only;
}
