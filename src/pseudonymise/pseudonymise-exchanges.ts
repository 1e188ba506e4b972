// Recorded exchanges -> the same exchanges with placeholders, so that whatever reads exchanges
// (fixtures, scenarios) can make something of them that may be shared.
import { clientNamingHeaders } from '../clients/registry.ts';
import type { Chunk, Exchange } from '../domain/exchange.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { decodeBody } from '../exchange/decode-body.ts';
import { identifyProtocol } from '../exchange/identify-protocol.ts';
import { createBodySearch } from '../exchange/search-secrets.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { isJsonObject, type JsonObject, parseJson } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';
import type { Protocol } from '../wire/protocol.ts';
import { pickTurnState } from '../wire/responses/turn-state.ts';
import {
  anthropicMessageRule,
  anthropicRequestRule,
  collectPropertyNames,
  responsesRequestRule,
  responsesResponseRule,
} from './protocol-rules.ts';
import { createPseudonymiser } from './pseudonymise.ts';
import type { RuleContext } from './rule.ts';
import { anthropicStream, type MovedEvent, pseudonymiseStream, responsesStream } from './stream.ts';

export interface PseudonymiseOptions {
  readonly tokenizer: Tokenizer;
  /** The user has seen what looks like a secret, and it is to be replaced like everything else. */
  readonly allowSecrets: boolean;
}

/** Headers that identify a session on the wire, their ids replaced; all others stay behind. */
const identityHeaders = new Set(clientNamingHeaders);
/** Finds that the message names. */
const secretsShown = 3;

const rules = {
  anthropic: {
    request: anthropicRequestRule,
    answer: anthropicMessageRule,
    stream: anthropicStream,
  },
  responses: {
    request: responsesRequestRule,
    answer: responsesResponseRule,
    stream: responsesStream,
  },
} as const satisfies Record<Protocol, unknown>;

interface Decoded {
  readonly exchange: Exchange;
  readonly request: JsonObject;
  readonly response: string;
}

function decodeText(exchange: Exchange, side: 'request' | 'response'): string {
  const headers = side === 'request' ? exchange.headers : (exchange.response?.headers ?? []);
  const bytes = decodeBody(headers, side === 'request' ? exchange.body : exchange.responseBody);
  if (bytes !== undefined) return new TextDecoder().decode(bytes);
  throw new HarnessError(
    'bad-input',
    `the ${side} body of ${exchange.id} cannot be decoded`,
    `Look at it with turntape show ${exchange.id} --part ${side}-body`,
  );
}

function decode(exchange: Exchange): Decoded {
  const request = parseJson(decodeText(exchange, 'request'));
  if (!isJsonObject(request)) {
    throw new HarnessError(
      'bad-input',
      `the request body of ${exchange.id} is not a JSON object`,
      'Promote another session',
    );
  }
  return { exchange, request, response: decodeText(exchange, 'response') };
}

/** @throws HarnessError `bad-input` naming what looks like a secret */
export function assertNoSecrets(exchanges: readonly Exchange[]): void {
  const search = createBodySearch();
  const found = exchanges
    .flatMap(({ headers, body, response, responseBody }) => [
      ...search(headers, body),
      ...search(response?.headers ?? [], responseBody),
    ])
    .map(({ name, masked }) => `${name} ${masked}`);
  const distinct = [...new Set(found)];
  if (distinct.length === 0) return;
  const more = distinct.length > secretsShown ? ` and ${distinct.length - secretsShown} more` : '';
  throw new HarnessError(
    'bad-input',
    `the session holds what looks like a secret: ${distinct.slice(0, secretsShown).join(', ')}${more}`,
    'They are replaced like all text; give --allow-secrets when you have looked at them',
  );
}

function propertyNamesOf(requests: readonly JsonObject[]): Set<string> {
  const names = new Set<string>();
  for (const { tools, input } of requests) {
    collectPropertyNames(tools, names);
    for (const item of Array.isArray(input) ? input : []) {
      if (isJsonObject(item)) collectPropertyNames(item['tools'], names);
    }
  }
  return names;
}

/** Chunk offsets follow the events that they fell into. */
function moveOffset(offset: number, moved: readonly MovedEvent[]): number {
  const at = moved.findLastIndex(({ from }) => from <= offset);
  const event = moved[at];
  if (event === undefined) return 0;
  const next = moved[at + 1];
  return next === undefined ? event.to : Math.min(next.to, event.to + offset - event.from);
}

function moveChunks(exchange: Exchange, moved: readonly MovedEvent[], total: number): Chunk[] {
  const { chunks, response } = exchange;
  const isEncoded = response?.headers.some(([name]) => /^content-encoding$/i.test(name));
  const last = chunks.at(-1);
  // Offsets in compressed bytes say nothing about events: then the body is one chunk.
  if (isEncoded && last) return [{ offset: 0, length: total, elapsedMs: last.elapsedMs }];
  return chunks.map((chunk) => {
    const offset = moveOffset(chunk.offset, moved);
    const end = chunk === last ? total : moveOffset(chunk.offset + chunk.length, moved);
    return { offset, length: end - offset, elapsedMs: chunk.elapsedMs };
  });
}

function mapHeaders(headers: HeaderList, context: RuleContext): HeaderList {
  return headers
    .filter(([name]) => identityHeaders.has(name.toLowerCase()))
    .map(([name, value]) => [name, context.pseudonymiser.identifier(value)]);
}

function replace({ exchange, request, response }: Decoded, context: RuleContext): Exchange {
  // What is neither is replaced all the same: a member without a rule loses its value.
  const protocol = rules[identifyProtocol(exchange.target) ?? 'anthropic'];
  const answer = parseJson(response);
  const { body, moved } = isJsonObject(answer)
    ? { body: JSON.stringify(protocol.answer(answer, context)), moved: [] }
    : pseudonymiseStream(response, protocol.stream, context);
  const responseBody = new TextEncoder().encode(body);
  const { clientSessionId, agentId } = exchange.session;
  const { identifier } = context.pseudonymiser;
  return {
    ...exchange,
    session: {
      ...exchange.session,
      clientSessionId: clientSessionId === null ? null : identifier(clientSessionId),
      agentId: agentId === null ? null : identifier(agentId),
    },
    target: exchange.target.split('?')[0] ?? '',
    headers: mapHeaders(exchange.headers, context),
    body: new TextEncoder().encode(JSON.stringify(protocol.request(request, context))),
    response: exchange.response && {
      ...exchange.response,
      headers: [
        ...exchange.response.headers.filter(([name]) => /^content-type$/i.test(name)),
        ...pickTurnState(exchange.response.headers).map(
          ([name, value]) => [name, identifier(value)] as const,
        ),
      ],
    },
    responseBody,
    chunks: moveChunks(exchange, moved, responseBody.length),
  };
}

/**
 * Replaces what people and vendors wrote in a set of exchanges; equal things stay equal over all of
 * them. Bodies come out decoded; of the headers, those stay that name a session, and the turn
 * state.
 * @param exchanges everything that belongs together: both sides of a gateway in one call
 * @throws HarnessError `bad-input`: a body that cannot be read, or what looks like a secret
 */
export function pseudonymiseExchanges(
  exchanges: readonly Exchange[],
  options: PseudonymiseOptions,
): Exchange[] {
  const decoded = exchanges.map(decode);
  const texts = decoded.flatMap(({ request, response }) => [JSON.stringify(request), response]);
  if (!options.allowSecrets) assertNoSecrets(exchanges);
  const context: RuleContext = {
    pseudonymiser: createPseudonymiser(sha256(texts.join('\0')), options.tokenizer),
    propertyNames: propertyNamesOf(decoded.map(({ request }) => request)),
  };
  return decoded.map((one) => replace(one, context));
}
