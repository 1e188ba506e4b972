// A recorded session -> a scenario that can be shared.

import type { Tokenizer } from '../../domain/tokenizer.ts';
import { knownReasoning } from '../../exchange/known-reasoning.ts';
import { assumedReasoningTokens } from '../../experiment/sources/session-scenario.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { plural } from '../../lib/plural.ts';
import { pseudonymiseExchanges } from '../../pseudonymise/pseudonymise-exchanges.ts';
import { scenarioFromExchanges } from '../../scenarios/from-exchanges.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { protocolTitles } from '../../wire/protocol.ts';
import { describeOrigin, type RecordedSession } from '../recording/read-recorded.ts';

/**
 * A pseudonymised scenario that plays the session again.
 * @throws HarnessError `bad-input`: not the Messages API, a likely secret
 */
export function sessionToScenario(
  { session, protocol, calls }: RecordedSession,
  options: { name: string; allowSecrets: boolean; tokenizer: Tokenizer },
): Scenario {
  if (protocol !== 'anthropic') {
    throw new HarnessError(
      'bad-input',
      `session ${session.id} speaks ${protocolTitles[protocol]}: a scenario is played by a client of ${protocolTitles.anthropic}`,
      'Promote it with --as fixture',
    );
  }
  const reasoningTokens = knownReasoning(calls);
  const clients = pseudonymiseExchanges(
    calls.map(({ client }) => client),
    options,
  );
  return scenarioFromExchanges(clients, {
    name: options.name,
    description: `A session with ${plural(calls.length, 'model call')}, ${describeOrigin(session)}.`,
    situation: `Real traffic with every word replaced by a placeholder of the same length. Reasoning is known for ${reasoningTokens.size} of ${plural(calls.length, 'call')}, else assumed to be ${assumedReasoningTokens} tokens.`,
    reasoningTokens,
    defaultReasoningTokens: assumedReasoningTokens,
  });
}
