// Exchanges with placeholders -> a fixture. What the translator makes of it is added by check/.

import type { Exchange } from '../domain/exchange.ts';
import type { TranslatorOptions } from '../domain/translator-options.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { isJsonObject, type JsonObject, parseJson } from '../lib/json.ts';
import { plural } from '../lib/plural.ts';
import type { Protocol } from '../wire/protocol.ts';
import { pickTurnState } from '../wire/responses/turn-state.ts';
import { type Fixture, fixtureSchema } from './fixture.ts';
import { callNumber, fixtureCallsMax, requestHash } from './fixture-files.ts';

/**
 * One model call: what the client asked, and the exchange with the Responses stream that answered.
 */
export interface PromotedCall {
  readonly client: Exchange;
  /**
   * Recorded by `gateway`, the other side; from a client of the Responses API, the same exchange.
   */
  readonly upstream: Exchange;
}

export interface PromoteOptions {
  readonly name: string;
  readonly kind: Protocol;
  readonly arms: Readonly<Record<string, Partial<TranslatorOptions>>>;
  /** One line about the recording, without names of people or machines. */
  readonly origin: string;
}

function requestOf({ id, body }: Exchange): JsonObject {
  const value = parseJson(new TextDecoder().decode(body));
  if (isJsonObject(value)) return value;
  throw new TypeError(`Exchange ${id} was not pseudonymised`);
}

/**
 * @param calls the session's model calls in order, pseudonymised (`pseudonymiseExchanges`)
 * @returns a fixture without `expected`
 * @throws HarnessError `bad-input` when there is no call, or more than a fixture holds
 */
export function promoteFixture(calls: readonly PromotedCall[], options: PromoteOptions): Fixture {
  const [first] = calls;
  if (first === undefined || calls.length > fixtureCallsMax) {
    throw new HarnessError(
      'bad-input',
      `the session has ${plural(calls.length, 'model call')}, a fixture holds 1 to ${fixtureCallsMax}`,
      'Promote another session, or its first calls with --turns',
    );
  }
  const turns = calls.map(({ client, upstream }, index) => ({
    number: callNumber(index + 1),
    request: requestOf(client),
    response: new TextDecoder().decode(upstream.responseBody),
    responseHeaders: pickTurnState(upstream.response?.headers ?? []),
    timing: {
      flushed_ms: upstream.flushedElapsedMs,
      head_ms: upstream.response?.elapsedMs ?? null,
      end_ms: upstream.end?.elapsedMs ?? null,
      chunks: upstream.chunks.map(({ offset, length, elapsedMs }) => ({
        offset,
        length,
        elapsed_ms: elapsedMs,
      })),
    },
  }));
  const { model } = requestOf(first.upstream);
  return {
    name: options.name,
    meta: {
      schema: fixtureSchema,
      kind: options.kind,
      model: typeof model === 'string' ? model : 'unknown',
      origin: options.origin,
      arms: options.kind === 'anthropic' ? options.arms : {},
      allow: [],
      headers: first.client.headers,
      sha256: Object.fromEntries(
        turns.map(({ number, request }) => [`${number}.request.json`, requestHash(request)]),
      ),
    },
    turns,
    expected: new Map(),
    obsolete: [],
  };
}
