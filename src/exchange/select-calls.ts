// Which protocol a recorded session speaks, and whether it is whole.
import type { Exchange } from '../domain/exchange.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { Protocol } from '../wire/protocol.ts';
import { findCallProtocol } from './identify-protocol.ts';

/** One line about what is wrong with an exchange, or null when it is whole. */
function problemOf(exchange: Exchange): string | null {
  if (exchange.end === null) return 'is incomplete: the recorder stopped while it ran';
  if (exchange.end.outcome !== 'complete') return `ended as ${exchange.end.outcome}`;
  if (exchange.response?.status !== 200)
    return `was answered ${exchange.response?.status ?? 'never'}`;
  return null;
}

/**
 * The exchanges that are whole. Failed ones are an error unless they are to be skipped: a client
 * that tries again sends the same request again, and then nothing is missing without them.
 * @throws HarnessError `bad-input` naming the first exchange that is not whole
 */
export function selectCompleteExchanges(
  exchanges: readonly Exchange[],
  skipFailed: boolean,
): Exchange[] {
  return exchanges.filter((exchange) => {
    const problem = problemOf(exchange);
    if (problem === null) return true;
    if (skipFailed) return false;
    throw new HarnessError(
      'bad-input',
      `session is not complete: ${exchange.id} (number ${exchange.seq}) ${problem}`,
      'Record it again, or give --skip-failed when the client tried again after it',
    );
  });
}

/**
 * The protocol of a session's model calls.
 * @param session its id, for messages
 * @throws HarnessError `bad-input` when it holds no model call, or calls of both protocols
 */
export function sessionProtocol(session: string, exchanges: readonly Exchange[]): Protocol {
  const found = new Set(exchanges.map(findCallProtocol).filter((protocol) => protocol !== null));
  const [protocol] = found;
  if (protocol !== undefined && found.size === 1) return protocol;
  throw new HarnessError(
    'bad-input',
    `session ${session} holds ${found.size === 0 ? 'no model call' : 'calls of both protocols'}`,
    `turntape show ${session} lists its exchanges`,
  );
}
