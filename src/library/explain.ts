// Entry point `turntape/explain`: where the cache of a session breaks, and why.
import { loadO200kTokenizer } from '../backends/o200k-tokenizer.ts';
import type { ExplainedCall } from '../explain/explain-call.ts';
import { type CacheRuleSet, explainSession } from '../explain/explain-session.ts';
import type { SessionCall } from '../explain/session-call.ts';
import { type ExplainSummary, summariseCalls } from '../explain/summarise.ts';
import type { CacheModelParameters } from '../profiles/cache-model-parameters.ts';
import { completeParameters } from './complete-parameters.ts';

export type { Break, Cause } from '../explain/cause.ts';
export { renderExplainMarkdown } from '../explain/render-explain.ts';
export type { CauseTotal } from '../explain/summarise.ts';
export { type LoggedCall, toSessionCalls } from './logged-call.ts';
export type { CacheModelParameters, CacheRuleSet, ExplainedCall, ExplainSummary, SessionCall };

/**
 * What is explained, and by which rules. `Recordings.calls` makes one, `toSessionCalls` the calls.
 */
export interface ExplainInput {
  /** In the order of time. Each body is read when it is needed. */
  readonly calls: Iterable<SessionCall>;
  /** How the cache works. Default `profile`: as is known of each call's model. */
  readonly rules?: CacheRuleSet;
  /** What is assumed of the cache, where it differs from the defaults in docs/simulator.md. */
  readonly parameters?: Partial<CacheModelParameters>;
}

export interface Explained {
  /** One for each call of the session itself. */
  readonly turns: readonly ExplainedCall[];
  readonly summary: ExplainSummary;
}

/**
 * Explains a session as `turntape explain` does.
 * @throws HarnessError `usage` for a parameter or a value that does not exist
 */
export async function explainCalls(input: ExplainInput): Promise<Explained> {
  const { calls, rules = 'profile' } = input;
  const parameters = completeParameters(input.parameters);
  const tokenizer = await loadO200kTokenizer();
  const turns = explainSession(calls, { tokenizer, parameters, rules });
  return { turns, summary: summariseCalls(turns) };
}
