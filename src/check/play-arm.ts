// Plays a fixture's turns through the translator in one arm: request and state in, upstream's stream
// folded, state out, as the gateway does it.
import type { Loss } from '../domain/loss.ts';
import { createSessionMemory } from '../domain/session-memory.ts';
import type { TranslationInput } from '../domain/translation.ts';
import { defaultTranslatorOptions, type TranslatorOptions } from '../domain/translator-options.ts';
import type { Fixture } from '../formats/fixture.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { stateKeys, translateRequest } from '../translate/request/translate-request.ts';
import { createResponseTranslator } from '../translate/stream/response-translator.ts';
import { parseAnthropicRequest } from '../wire/anthropic/parse-request.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';

/** What the translator made of one turn. */
export interface PlayedTurn {
  /** `NN` */
  readonly number: string;
  readonly request: ResponsesRequest;
  readonly headers: HeaderList;
  /** Of the request, then of the response. */
  readonly losses: readonly Loss[];
  /** The Anthropic stream. */
  readonly response: string;
}

/** Any constant: a fixture holds one account. */
const account = 'fixture';

function feedPieces(
  translator: ReturnType<typeof createResponseTranslator>,
  bytes: Uint8Array,
  pieceBytes: number,
): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    pieces.push(translator.feed(bytes.subarray(at, at + pieceBytes)));
  }
  return pieces.join('');
}

/**
 * @param overlay what the arm sets over the default options
 * @param pieceBytes streams are fed in pieces of so many bytes; absent: whole
 * @throws HarnessError `bad-input` when a request is no Anthropic request
 */
export function playArm(
  fixture: Fixture,
  overlay: Partial<TranslatorOptions>,
  pieceBytes = Number.POSITIVE_INFINITY,
): PlayedTurn[] {
  const memory = createSessionMemory();
  return fixture.turns.map(({ number, request: body, response: stream }) => {
    const parsed = parseAnthropicRequest(body);
    if ('problem' in parsed) {
      throw new HarnessError(
        'bad-input',
        `fixture ${fixture.name}: ${number}.request.json is no Anthropic request: ${parsed.problem} (${parsed.pointer || '/'})`,
        'Restore the file from git',
      );
    }
    const input: TranslationInput = {
      request: parsed.request,
      headers: fixture.meta.headers,
      options: { ...defaultTranslatorOptions, ...overlay },
      account,
      upstreamModel: fixture.meta.model,
    };
    const translation = translateRequest(input, memory.load(stateKeys(input)));
    const translator = createResponseTranslator(input, translation);
    const streamed = feedPieces(translator, new TextEncoder().encode(stream), pieceBytes);
    const { text, result } = translator.end();
    memory.commit(translation.writes);
    memory.commit(result.writes);
    return {
      number,
      request: translation.value.body,
      headers: translation.value.headers,
      losses: [...translation.losses, ...result.losses],
      response: streamed + text,
    };
  });
}
