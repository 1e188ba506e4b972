// Recorded exchanges -> a fixture that can be shared. What the translator makes of it is added by
// check/; here everything that a person or a vendor wrote is replaced.
import type { Exchange } from '../domain/exchange.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import type { TranslatorOptions } from '../domain/translator-options.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { isJsonObject, type JsonObject, parseJson } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';
import { decodeBody } from './decode-body.ts';
import { findSecrets } from './find-secrets.ts';
import {
  type Fixture,
  type FixtureKind,
  type FixtureTiming,
  fixtureSchema,
} from './formats/fixture.ts';
import { fixtureTurnsMax, requestHash, turnNumber } from './formats/fixture-files.ts';
import {
  anthropicRequestRule,
  collectPropertyNames,
  responsesRequestRule,
} from './pseudonym/protocol-rules.ts';
import type { RuleContext } from './pseudonym/rule.ts';
import { type MovedEvent, pseudonymiseStream } from './pseudonym/stream.ts';
import { createPseudonymiser } from './pseudonymise.ts';

/** One model call: what the client asked, and the exchange with the Responses stream that answered. */
export interface PromotedCall {
  readonly client: Exchange;
  /** Recorded by `gateway`, the other side; recorded from Codex, the same exchange. */
  readonly upstream: Exchange;
}

export interface PromoteOptions {
  readonly name: string;
  readonly kind: FixtureKind;
  readonly arms: Readonly<Record<string, Partial<TranslatorOptions>>>;
  /** One line about the recording, without names of people or machines. */
  readonly origin: string;
  /** The user has seen what looks like a secret, and it is to be replaced like everything else. */
  readonly allowSecrets: boolean;
  readonly tokenizer: Tokenizer;
}

/** Headers that identify a session on the wire; all others stay behind. */
const identityHeaders = new Set([
  ...['x-claude-code-session-id', 'x-claude-code-agent-id'],
  ...['session-id', 'thread-id'],
]);
const secretsShown = 3;

function bad(message: string, hint: string): HarnessError {
  return new HarnessError('bad-input', message, hint);
}

function decodedText(exchange: Exchange, side: 'request' | 'response'): string {
  const headers = side === 'request' ? exchange.headers : (exchange.response?.headers ?? []);
  const bytes = decodeBody(headers, side === 'request' ? exchange.body : exchange.responseBody);
  if (bytes !== undefined) return new TextDecoder().decode(bytes);
  throw bad(
    `the ${side} body of ${exchange.id} cannot be decoded`,
    `Look at it with turntape show ${exchange.id} --part ${side}-body`,
  );
}

function requestOf(exchange: Exchange): JsonObject {
  const value = parseJson(decodedText(exchange, 'request'));
  if (isJsonObject(value)) return value;
  throw bad(`the request body of ${exchange.id} is not a JSON object`, 'Promote another session');
}

function assertNoSecrets(texts: readonly string[], allowed: boolean): void {
  const found = allowed ? [] : texts.flatMap(findSecrets);
  const distinct = [...new Set(found.map(({ name, masked }) => `${name} ${masked}`))];
  if (distinct.length === 0) return;
  const more = distinct.length > secretsShown ? ` and ${distinct.length - secretsShown} more` : '';
  throw bad(
    `the session holds what looks like a secret: ${distinct.slice(0, secretsShown).join(', ')}${more}`,
    'They are replaced like all text; give --allow-secrets when you have looked at them',
  );
}

/** Chunk offsets follow the events that they fell into. */
function moveOffset(offset: number, moved: readonly MovedEvent[]): number {
  const at = moved.findLastIndex(({ from }) => from <= offset);
  const event = moved[at];
  if (event === undefined) return 0;
  const next = moved[at + 1];
  return next === undefined ? event.to : Math.min(next.to, event.to + offset - event.from);
}

function timingOf(
  exchange: Exchange,
  moved: readonly MovedEvent[],
  isEncoded: boolean,
): FixtureTiming {
  const total = moved.at(-1)?.to ?? 0;
  const last = exchange.chunks.at(-1)?.elapsedMs ?? 0;
  // Offsets in compressed bytes say nothing about events: then the body is one chunk.
  const chunks = isEncoded
    ? [{ offset: 0, length: total, elapsed_ms: last }]
    : exchange.chunks.map(({ offset, length, elapsedMs }, index) => {
        const start = moveOffset(offset, moved);
        const isLast = index === exchange.chunks.length - 1;
        const end = isLast ? total : moveOffset(offset + length, moved);
        return { offset: start, length: end - start, elapsed_ms: elapsedMs };
      });
  return {
    flushed_ms: exchange.flushedElapsedMs,
    head_ms: exchange.response?.elapsedMs ?? null,
    end_ms: exchange.end?.elapsedMs ?? null,
    chunks,
  };
}

function mapHeaders(headers: HeaderList, context: RuleContext): HeaderList {
  return headers
    .filter(([name]) => identityHeaders.has(name.toLowerCase()))
    .map(([name, value]) => [name, context.pseudonymiser.identifier(value)]);
}

/**
 * @param calls the session's model calls in order, all complete (see `assertComplete`)
 * @returns a fixture without `expected`
 * @throws HarnessError `bad-input`: too many turns, a body that cannot be read, a likely secret
 */
export function promoteFixture(calls: readonly PromotedCall[], options: PromoteOptions): Fixture {
  const [first] = calls;
  if (first === undefined || calls.length > fixtureTurnsMax) {
    throw bad(
      `the session has ${calls.length} model calls, a fixture holds 1 to ${fixtureTurnsMax}`,
      'Promote another session, or part of this one with --turns',
    );
  }
  const requests = calls.map(({ client }) => requestOf(client));
  const responses = calls.map(({ upstream }) => decodedText(upstream, 'response'));
  const texts = [...requests.map((request) => JSON.stringify(request)), ...responses];
  assertNoSecrets(texts, options.allowSecrets);

  const propertyNames = new Set<string>();
  for (const { tools, input } of requests) {
    collectPropertyNames(tools, propertyNames);
    const items = Array.isArray(input) ? input : [];
    for (const item of items)
      if (isJsonObject(item)) collectPropertyNames(item['tools'], propertyNames);
  }
  const context: RuleContext = {
    pseudonymiser: createPseudonymiser(sha256(texts.join('\0')), options.tokenizer),
    propertyNames,
  };
  const rule = options.kind === 'anthropic' ? anthropicRequestRule : responsesRequestRule;
  const turns = calls.map(({ upstream }, index) => {
    const { body, moved } = pseudonymiseStream(responses[index] ?? '', context);
    const isEncoded = upstream.responseBody.length !== Buffer.byteLength(responses[index] ?? '');
    return {
      number: turnNumber(index + 1),
      // A rule over an object gives an object.
      request: rule(requests[index] ?? {}, context) as JsonObject,
      response: body,
      timing: timingOf(upstream, moved, isEncoded),
    };
  });
  const model = requestOf(first.upstream)['model'];
  return {
    name: options.name,
    meta: {
      schema: fixtureSchema,
      kind: options.kind,
      model: typeof model === 'string' ? model : 'unknown',
      origin: options.origin,
      arms: options.kind === 'anthropic' ? options.arms : {},
      allow: [],
      headers: mapHeaders(first.client.headers, context),
      sha256: Object.fromEntries(
        turns.map(({ number, request }) => [`${number}.request.json`, requestHash(request)]),
      ),
    },
    turns,
    expected: new Map(),
    obsolete: [],
  };
}
