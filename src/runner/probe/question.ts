// What a question is: one file each in `questions/`, listed in `registry.ts` in the order of
// asking. What all of them share (when not to ask, what a refusal means, keeping the evidence) is
// in
// `run-probe.ts`.
import type { ProbeAnswer } from '../../profiles/probe-answers.ts';
import type { SimulatorParameterName } from '../../profiles/simulator-parameters.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { ProbeRequest, ProbeResult, Prober } from './prober.ts';

/** What earlier questions found and later ones build on. */
export interface ProbeKnowledge {
  /** What requests must share to meet the same cache; null: nothing that is known. */
  meetsBy: 'header' | 'header-and-key' | null;
  /** Whether the session header decides, alone, which cache is met. */
  headerRoutes: boolean;
  /** A reasoning item with what it produced, and the prompt in front of them. */
  reasoned: {
    readonly prompt: readonly object[];
    readonly output: readonly ResponsesItem[];
    /** Reasoning tokens of the output. */
    readonly tokens: number;
  } | null;
  /**
   * How a user turn drops the reasoning before it: by itself, or asked with `reasoning.context`;
   * null: it was not seen to.
   */
  droppingContext: 'default' | 'asked' | null;
  /** Idle minutes to try; empty: do not. */
  readonly idleMinutes: readonly number[];
}

/** What a question found; the evidence is kept by who asks it. */
export type Finding = Omit<ProbeAnswer, 'question' | 'evidence' | 'about'>;

export interface Question {
  readonly name: string;
  /** Parameters of the simulator that an answer sets; an open one leaves them open. */
  readonly about: readonly SimulatorParameterName[];
  /** `cache`: only asked where requests can meet the same cache. */
  readonly needs: 'nothing' | 'cache';
  /**
   * `open`: a request that is refused leaves the question open. `asked`: refusals are its subject.
   */
  readonly refusals: 'open' | 'asked';
  ask(prober: Omit<Prober, 'requests'>, known: ProbeKnowledge): Promise<Finding>;
}

/** Tokens of a prefix that is above every cache minimum that was ever published. */
export const prefixTokens = 2_600;

export const user = (content: string): object => ({ type: 'message', role: 'user', content });

/** An answer that settles nothing. */
export function open(finding: string): Finding {
  return { finding, confidence: 'none', parameters: {}, rules_on: [] };
}

export function settled(
  finding: string,
  confidence: Finding['confidence'],
  parameters: Finding['parameters'],
): Finding {
  return { ...open(finding), confidence, parameters };
}

/** Header and key under which requests meet the same cache. */
export function address(
  { meetsBy }: ProbeKnowledge,
  session: string,
): Pick<ProbeRequest, 'session' | 'key'> {
  return meetsBy === 'header' ? { session } : { session, key: session };
}

export const isAnswered = ({ evidence }: ProbeResult): boolean => evidence.status === 200;
export const isHit = ({ evidence }: ProbeResult): boolean => (evidence.cached_tokens ?? 0) > 0;

/** Asks so many times, but no more once something is not cached: that settles it. */
export async function untilMiss(
  times: number,
  ask: (index: number) => Promise<ProbeResult>,
): Promise<ProbeResult[]> {
  const results: ProbeResult[] = [];
  while (results.length < times && results.every(isHit)) results.push(await ask(results.length));
  return results;
}

/** `2 of 3 cached` */
export function hits(results: readonly ProbeResult[]): string {
  return `${results.filter(isHit).length} of ${results.length} cached`;
}

/** Items without ids, as they are replayed by a client that strips them. */
export const withoutIds = (items: readonly ResponsesItem[]): object[] =>
  items.map(({ id: _id, ...item }) => item);
