// A recorded session as a scenario. How much the model reasoned is known where the gateway recorded
// the upstream's side too; the client's side does not say.

import type { Database } from 'better-sqlite3';
import { clients } from '../../clients/registry.ts';
import type { Exchange } from '../../domain/exchange.ts';
import { decodeBody } from '../../exchange/decode-body.ts';
import { type AnsweredCall, knownReasoning } from '../../exchange/known-reasoning.ts';
import { sessionProtocol } from '../../exchange/select-calls.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { plural } from '../../lib/plural.ts';
import { wholeExchanges } from '../../recordings/whole-exchange.ts';
import {
  type FromExchangesOptions,
  scenarioFromExchanges,
} from '../../scenarios/from-exchanges.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { readSessionExchanges } from '../../store/exchanges.ts';
import { resolveId } from '../../store/resolve-id.ts';
import { readSession } from '../../store/sessions.ts';
import { readUpstreamAnswer } from '../../store/upstream-answer.ts';
import { protocolTitles } from '../../wire/protocol.ts';

/** Reasoning of a call whose upstream was not recorded: the scripted scenarios' order of size. */
export const assumedReasoningTokens = 300;

function decoded(exchange: Exchange): Exchange {
  if (exchange.response === null) return exchange;
  const responseBody = decodeBody(exchange.response.headers, exchange.responseBody);
  return responseBody === undefined ? exchange : { ...exchange, responseBody };
}

function isAnswered({ response }: Exchange): boolean {
  return response?.status === 200;
}

/** The session's calls with what answered them, one at a time. */
function* answeredCalls(
  database: Database,
  exchanges: readonly Exchange[],
): Generator<AnsweredCall> {
  for (const client of exchanges) {
    yield { client, upstream: readUpstreamAnswer(database, client.id, true) };
  }
}

/**
 * @param text a session's id, or the beginning of one
 * @param names overrides of name, description and situation
 * @throws HarnessError `not-found`, or `bad-input` when it cannot be played
 */
export function readSessionScenario(
  database: Database,
  text: string,
  names: Partial<FromExchangesOptions> = {},
): Scenario {
  const { id, type } = resolveId(database, text);
  const session = type === 'session' ? readSession(database, id) : undefined;
  if (session?.side !== 'client') {
    throw new HarnessError(
      'bad-input',
      `${text} is not the client side of a session`,
      'turntape sessions lists them',
    );
  }
  const recorded = [...readSessionExchanges(database, id)].map(decoded);
  const protocol = sessionProtocol(id, recorded);
  if (protocol !== 'anthropic') {
    throw new HarnessError(
      'bad-input',
      `session ${id} speaks ${protocolTitles[protocol]}: only sessions of ${protocolTitles.anthropic} are played`,
      'turntape sessions lists them',
    );
  }
  // What was refused is not played, so what it continued need not be known.
  const exchanges = [...wholeExchanges(database, recorded.filter(isAnswered))];
  const reasoningTokens = knownReasoning(answeredCalls(database, exchanges));
  const total = exchanges.length;
  return scenarioFromExchanges(exchanges, {
    name: `session-${id.replaceAll(/[^a-z0-9]/g, '').slice(1, 13)}`,
    description: `A recorded session of ${clients[session.client].title}, ${plural(total, 'model call')}.`,
    situation: `Recorded session ${id}; reasoning known for ${reasoningTokens.size} of ${plural(total, 'call')}, else assumed to be ${assumedReasoningTokens} tokens.`,
    reasoningTokens,
    defaultReasoningTokens: assumedReasoningTokens,
    ...names,
  });
}
