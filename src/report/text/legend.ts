// What each arm is, in plain words. Arms whose every request is the same are named once.
import type { Arm, RunDefinition } from '../../domain/run.ts';
import { mergeArms } from '../analysis/merge-arms.ts';
import type { RunView } from '../view.ts';

export interface LegendEntry {
  /** The name that stands for all of them below. */
  readonly name: string;
  readonly isBaseline: boolean;
  readonly is: string;
  /** Equal in every request of the run; in the order of the run. */
  readonly equal: readonly string[];
}

const listOf = new Intl.ListFormat('en', { type: 'conjunction' });

/** In the order of the run. */
export function legendOf(view: Pick<RunView, 'definition' | 'facts'>): LegendEntry[] {
  const { arms, baseline } = view.definition;
  return mergeArms(view).map(({ name, equal }) => {
    const arm = arms.find((one) => one.name === name);
    return {
      ...{ name, equal, isBaseline: [name, ...equal].includes(baseline) },
      is: arm === undefined ? '' : describeArm(arm, view.definition),
    };
  });
}

/** One line each, without a bullet. */
export function describeLegend(view: Pick<RunView, 'definition' | 'facts'>): string[] {
  return legendOf(view).map(({ name, isBaseline, is, equal }) => {
    const others =
      equal.length === 0
        ? ''
        : [
            ' Equal in every request, so named once:',
            `${listOf.format(equal.map((one) => `\`${one}\``))}.`,
          ].join(' ');
    return `\`${name}\`${isBaseline ? ' (baseline)' : ''}: ${is}.${others}`;
  });
}

/** What sets it apart from the baseline; the baseline, from the others in words. */
export function describeArm(arm: Arm, { arms, baseline }: RunDefinition): string {
  if (arm.agent === 'gateway') return `the gateway at ${arm.url}`;
  if (arm.agent === 'native') return 'the session as Codex itself sends it, reasoning included';
  const base = arms.find(({ name }) => name === baseline);
  const others = arm === base || base?.agent !== 'scripted' ? arms : [base];
  const told = Object.entries(arm.options).filter(([name, value]) =>
    others.some((one) => one.agent === 'scripted' && Reflect.get(one.options, name) !== value),
  );
  const inWords = told.flatMap(([name, value]) => phrases[`${name}=${value}`] ?? []);
  const asOptions = told
    .filter(([name, value]) => phrases[`${name}=${value}`] === undefined)
    .map(([name, value]) => `\`${name}=${value}\``);
  const words = arm === base && inWords.length > 0 ? inWords : [...inWords, ...asOptions];
  return words.join(', ') || 'the translator as it is';
}

/** Options of which most readers ask first; the others are named by themselves. */
const phrases: Readonly<Record<string, string>> = {
  'reasoning_continuity=true': 'reasoning of earlier answers is sent back',
  'reasoning_continuity=false': 'no reasoning is sent back',
  'session_header=true': 'one session header per session',
  'session_header=false': 'no session header',
  'prompt_cache_key=session': 'one cache key per session',
  'prompt_cache_key=none': 'no cache key',
};
