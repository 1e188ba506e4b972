// What a question is: one file each in `questions/`, listed in `registry.ts` in the order of asking.
import type { ProfileAnswer } from '../../rules/backend-profile.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { ProbeResult, Prober } from './prober.ts';

/** What earlier questions found and later ones build on. */
export interface ProbeKnowledge {
  /** Whether requests with the same header and key meet the same cache. */
  cacheIsReachable: boolean;
  /** A reasoning item with what it produced, and the prompt in front of them. */
  reasoned: {
    readonly prompt: readonly object[];
    readonly output: readonly ResponsesItem[];
  } | null;
  /** Idle minutes to try; empty: do not. */
  readonly idleMinutes: readonly number[];
}

export type Answer = Omit<ProfileAnswer, 'question'>;

export interface Question {
  readonly name: string;
  ask(prober: Prober, known: ProbeKnowledge): Promise<Answer>;
}

/** Tokens of a prefix that is above every cache minimum that was ever published. */
export const prefixTokens = 2_600;

export const user = (content: string): object => ({ type: 'message', role: 'user', content });

/** An answer that settles nothing. */
export function open(finding: string, results: readonly ProbeResult[]): Answer {
  const evidence = results.map((result) => result.evidence);
  return { finding, confidence: 'none', parameters: {}, rules_on: [], evidence };
}

export function settled(
  finding: string,
  confidence: Answer['confidence'],
  parameters: Answer['parameters'],
  results: readonly ProbeResult[],
): Answer {
  return { ...open(finding, results), confidence, parameters };
}

export const isAnswered = ({ evidence }: ProbeResult): boolean => evidence.status === 200;
export const isHit = ({ evidence }: ProbeResult): boolean => (evidence.cached_tokens ?? 0) > 0;
/** Items without ids, as they are replayed by a client that strips them. */
export const withoutIds = (items: readonly ResponsesItem[]): object[] =>
  items.map(({ id: _id, ...item }) => item);

export const unreachable =
  'not asked: requests with the same header and key do not meet the same cache';
