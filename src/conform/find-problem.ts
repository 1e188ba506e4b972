// Why a play says nothing about a gateway. A gateway that does not ask the upstream makes no
// mistake in what it sends.
import { plural } from '../lib/plural.ts';
import { hasEmptyInput } from '../wire/responses/has-empty-input.ts';
import type { PlayedExchange } from './evidence.ts';
import { bodyOf } from './reading/upstream-call.ts';

const shownMax = 200;

/**
 * One sentence, or null.
 * @param exchanges of one play
 * @param mustAnswer every request must have got an answer: the play asks nothing unusual
 */
export function findProblem(
  exchanges: readonly PlayedExchange[],
  mustAnswer: boolean,
): string | null {
  if (exchanges.length === 0) return 'it was not played';
  for (const exchange of exchanges) {
    const problem = problemOf(exchange, mustAnswer);
    if (problem !== null) return `${exchange.play}, ${exchange.label}: ${problem}`;
  }
  return null;
}

function problemOf(exchange: PlayedExchange, mustAnswer: boolean): string | null {
  const { status, ended, problem, upstream, isLocal, text } = exchange;
  // One that asked, and then fell silent, is there: rows judge that.
  if (ended === 'none' && (mustAnswer || upstream.length === 0))
    return `the gateway does not answer (${problem ?? 'no reason given'})`;
  const asked = plural(upstream.length, 'request');
  if (status === 200 && upstream.length === 0 && !isLocal) {
    return 'the gateway answered without a request to the upstream';
  }
  if (upstream.some((call) => hasEmptyInput(bodyOf(call))))
    return 'the gateway sent an empty `input`';
  if (!mustAnswer || status === 200) return null;
  const said = text.replaceAll(/\s+/g, ' ').slice(0, shownMax);
  return `the gateway answered ${status} after ${asked} to the upstream: ${said}`;
}
