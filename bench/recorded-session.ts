// Sessions as a recorder leaves them, for the commands that read one: bodies of about 2 MB, an
// answer to each, and every fiftieth request with a tool described anew, so that prefixes break
// too.
import { prepareTurn } from '../src/continuity/prepare-turn.ts';
import type { Exchange } from '../src/domain/exchange.ts';
import type { SessionDescriptor } from '../src/domain/session.ts';
import type { TranslationInput } from '../src/domain/translation.ts';
import { defaultTranslatorOptions } from '../src/domain/translator-options.ts';
import { emptySessionState } from '../src/domain/translator-state.ts';
import { parseJsonBytes } from '../src/lib/json.ts';
import { createExchangeCopier } from '../src/store/copy-exchange.ts';
import { writeDatabase } from '../src/store/write-database.ts';
import { translateRequest } from '../src/translate/request/translate-request.ts';
import { parseAnthropicRequest } from '../src/wire/anthropic/parse-request.ts';
import { growingBodies } from './growing-bodies.ts';
import { upstreamStream } from './upstream-stream.ts';

export type RecordedClient = 'claude' | 'codex';

const turnsBetweenBreaks = 50;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function asResponses(body: Uint8Array): Uint8Array {
  const parsed = parseAnthropicRequest(parseJsonBytes(body) ?? null);
  if ('problem' in parsed) throw new TypeError(parsed.problem);
  const input: TranslationInput = {
    ...{ request: parsed.request, headers: [], account: 'bench' },
    options: defaultTranslatorOptions,
  };
  return encode(JSON.stringify(translateRequest(prepareTurn(input), emptySessionState).value.body));
}

function claudeAnswer(inputTokens: number): string {
  const usage = {
    ...{ input_tokens: 2, cache_read_input_tokens: inputTokens - 600, output_tokens: 200 },
    cache_creation_input_tokens: 598,
  };
  return [
    { type: 'message_start', message: { role: 'assistant', content: [], usage } },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage },
    { type: 'message_stop' },
  ]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
}

function exchangeOf(
  id: string,
  seq: number,
  session: SessionDescriptor,
  body: Uint8Array,
  answer: Uint8Array,
  startedAtMs: number,
): Exchange {
  return {
    ...{ id, seq, session, body, startedAtMs, linkedTo: null, method: 'POST' },
    target: session.client === 'claude' ? '/v1/messages' : '/v1/responses',
    headers: [['content-type', 'application/json']],
    flushedElapsedMs: null,
    response: {
      status: 200,
      statusText: 'OK',
      elapsedMs: 5,
      headers: [['content-type', 'text/event-stream']],
    },
    responseBody: answer,
    chunks: [{ offset: 0, length: answer.length, elapsedMs: 6 }],
    end: { outcome: 'complete', error: null, trailers: [], elapsedMs: 7 },
  };
}

/** Records sessions of Claude Code with three short calls each, a minute apart; `Question N`. */
export async function recordShortSessions(path: string, sessions: number): Promise<void> {
  await writeDatabase(path, 'write', (database) => {
    const copier = createExchangeCopier(database, () => 0);
    for (let number = 0; number < sessions; number++) {
      const id = `s_short_${number}`;
      const session: SessionDescriptor = {
        ...{ id, client: 'claude', side: 'client', clientSessionId: id, agentId: null },
        ...{ kind: 'turn', parent: null },
      };
      for (let call = 0; call < 3; call++) {
        const content = `Question ${number} ${'again '.repeat(call)}`;
        const request = { model: 'claude-opus-4-5', messages: [{ role: 'user', content }] };
        const body = encode(JSON.stringify(request));
        const startedAtMs = 1_700_000_000_000 + number * 60_000 + call * 1000;
        const answer = encode(claudeAnswer(2000));
        copier.copy(exchangeOf(`x_${number}_${call}`, call, session, body, answer, startedAtMs));
      }
    }
    copier.close();
  });
}

/** Records a session of `turns` and resolves to the bytes of its requests. */
export async function recordSession(
  path: string,
  client: RecordedClient,
  bytes: number,
  turns: number,
): Promise<number> {
  const session: SessionDescriptor = {
    id: `s_${client}`,
    client,
    side: 'client',
    clientSessionId: client,
    agentId: null,
    kind: 'turn',
    parent: null,
  };
  let nowMs = 1_700_000_000_000;
  let sum = 0;
  let turn = 0;
  await writeDatabase(path, 'write', (database) => {
    const copier = createExchangeCopier(database, () => nowMs);
    for (const plain of growingBodies(bytes, turns)) {
      const text = Buffer.from(plain).toString('utf8');
      const round = Math.floor(turn / turnsBetweenBreaks);
      const changed = encode(text.replace('"description":"', `"description":"${round} `));
      const body = client === 'claude' ? changed : asResponses(changed);
      const answer = encode(
        client === 'claude' ? claudeAnswer(body.length >> 2) : upstreamStream(100).join(''),
      );
      nowMs += 10_000;
      copier.copy(exchangeOf(`x_${client}_${turn}`, turn++, session, body, answer, nowMs));
      sum += body.length;
    }
    copier.close();
  });
  return sum;
}
