// The findings of `check` as lines for a person; `--json` prints the values themselves.

import type { JsonValue } from '../lib/json.ts';
import { counted, nounFor } from '../lib/plural.ts';
import type { Difference, FixtureReport, Violation } from './check-fixture.ts';
import type { PrefixEffect } from './prefix-effect.ts';

/** Characters of a value that a line shows. */
const valueCharsMax = 60;

const count = (value: number): string => value.toLocaleString('en-US');

/** A value as JSON, its middle left out where it is long. */
export function shorten(value: JsonValue): string {
  const text = JSON.stringify(value);
  if (text.length <= valueCharsMax) return text;
  const half = Math.floor((valueCharsMax - 3) / 2);
  return `${text.slice(0, half)}...${text.slice(-half)}`;
}

function describeCalls(turns: readonly string[]): string {
  const [first = ''] = turns;
  const last = turns.at(-1) ?? '';
  const isRun = Number(last) - Number(first) + 1 === turns.length;
  if (turns.length === 1) return `call ${first} loses`;
  return isRun ? `calls ${first} to ${last} lose` : `calls ${turns.join(', ')} lose`;
}

/** One sentence on what a difference does to the prefix. */
export function describePrefixEffect(effect: PrefixEffect): string {
  if (effect.first_break === null && effect.common_tokens === effect.tokens_after) {
    return 'rendered prompt unchanged';
  }
  const { tokens_before, tokens_after, common_tokens, turns, lost_each } = effect;
  const prompt = `prompt of ${counted(tokens_before, 'token')}, now ${count(tokens_after)}, same up to token ${count(common_tokens)}`;
  const where = effect.because ?? effect.first_break ?? 'nothing before its end changed';
  if (turns.length === 0) {
    return `no call loses cached tokens inside the session (${prompt}: ${where})`;
  }
  const [least, most] = lost_each;
  const range = least === most ? count(least) : `${count(least)} to ${count(most)}`;
  const lost = `${range} cached ${nounFor(most, 'token')}${turns.length > 1 ? ' each' : ''}`;
  return `${describeCalls(turns)} ${lost}, because ${where} (${prompt})`;
}

function describeValues({ kind, expected, actual }: Difference): string {
  switch (kind) {
    case 'order':
      return 'the keys are in another order';
    case 'missing':
      return `expected ${shorten(expected)}, absent now`;
    case 'added':
      return `absent in the file, now ${shorten(actual)}`;
    case 'value':
      return `expected ${shorten(expected)}, now ${shorten(actual)}`;
  }
}

function renderDifference(difference: Difference): string {
  const { fixture, arm, file, pointer, prefix } = difference;
  // The key is not part of the prompt, but it decides which machine's cache the prompt meets.
  const routed = pointer === '/prompt_cache_key' ? ', routed by another key' : '';
  const effect = prefix === null ? '' : `; ${describePrefixEffect(prefix)}${routed}`;
  return `${fixture}  ${arm}  ${file}  ${pointer || '/'}  ${describeValues(difference)}${effect}`;
}

function renderViolation({ fixture, arm, invariant, turn, pointer, detail }: Violation): string {
  const place = [fixture, arm, turn && `call ${turn}`, pointer].filter(Boolean).join('  ');
  return `${place}  ${invariant}: ${detail}`;
}

/** One line per finding. Empty without findings. */
export function renderFindings({ differences, violations }: FixtureReport): string[] {
  return [...differences.map(renderDifference), ...violations.map(renderViolation)];
}
