// A recorded backend: answers each request with what was recorded for the same request, byte for
// byte and with the recorded times, and refuses what was never asked. Nothing is simulated or
// measured.
import type { Backend, BackendRequest, BackendResponse, TimedChunk } from '../domain/backend.ts';
import type { Exchange } from '../domain/exchange.ts';
import { decodeBody } from '../exchange/decode-body.ts';
import { canonicalJson } from '../lib/canonical-json.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { isJsonObject, type JsonObject, parseJson } from '../lib/json.ts';
import { firstJsonDifference } from '../lib/json-pointer.ts';
import { sha256 } from '../lib/sha256.ts';
import type { BackendEntry } from './backend-entry.ts';

/** Differ from session to session without being part of what is asked. */
const sessionFields = ['prompt_cache_key', 'client_metadata', 'service_tier'];

interface RecordedCall {
  readonly id: string;
  readonly request: JsonObject;
  readonly exchange: Exchange;
}

function requestOf(headers: BackendRequest['headers'], body: Uint8Array): JsonObject | null {
  const decoded = decodeBody(headers, body);
  const value = decoded && parseJson(new TextDecoder().decode(decoded));
  if (!isJsonObject(value)) return null;
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => !sessionFields.includes(name)),
  );
}

const keyOf = (request: JsonObject): string => sha256(canonicalJson(request));

/** Items of the input that two requests begin with alike: which recorded request is nearest. */
function commonItems(a: JsonObject, b: JsonObject): number {
  const [left, right] = [a['input'], b['input']];
  if (!Array.isArray(left) || !Array.isArray(right)) return 0;
  const differs = (item: unknown, index: number): boolean =>
    JSON.stringify(item) !== JSON.stringify(right[index]);
  const at = left.findIndex(differs);
  return at < 0 ? left.length : at;
}

function explainMiss(request: JsonObject, calls: readonly RecordedCall[]): HarnessError {
  const nearest = [...calls].sort(
    (a, b) => commonItems(request, b.request) - commonItems(request, a.request),
  )[0];
  const difference = nearest && firstJsonDifference(nearest.request, request);
  return new HarnessError(
    'upstream',
    nearest === undefined
      ? 'the recording holds no request of the Responses API'
      : `this request was not recorded; ${nearest.id} is nearest and differs at ${difference?.pointer ?? '/'}`,
    'Replay answers only what was recorded; record again, or leave out --backend',
  );
}

async function* replayBody({
  chunks,
  responseBody,
  flushedElapsedMs,
}: Exchange): AsyncGenerator<TimedChunk> {
  for (const { offset, length, elapsedMs } of chunks) {
    const bytes = responseBody.subarray(offset, offset + length);
    // An imported recording may not say when: its answers come at once.
    yield { bytes, elapsedMs: Math.max(0, (elapsedMs ?? 0) - (flushedElapsedMs ?? 0)) };
  }
}

const prefix = 'replay:';

export const replayEntry: BackendEntry = {
  form: `${prefix}SESSION`,
  kind: 'recorded',
  match: (text) => (text.startsWith(prefix) && text !== prefix ? text.slice(prefix.length) : null),
  async open(session, { readSession }) {
    if (readSession !== undefined) return createReplayBackend(session, await readSession(session));
    throw new HarnessError(
      'usage',
      `${prefix}${session}: a recording cannot be asked here`,
      'Name another backend',
    );
  },
};

/**
 * @param name the session, for messages
 * @param exchanges of the session's upstream side, in order; others than Responses calls are
 * ignored
 */
export function createReplayBackend(name: string, exchanges: readonly Exchange[]): Backend {
  const calls = exchanges.flatMap((exchange): RecordedCall[] => {
    const request = requestOf(exchange.headers, exchange.body);
    if (request === null || !('input' in request) || exchange.response === null) return [];
    return [{ id: exchange.id, request, exchange }];
  });
  const byKey = new Map<string, RecordedCall[]>();
  for (const call of calls) {
    const key = keyOf(call.request);
    byKey.set(key, [...(byKey.get(key) ?? []), call]);
  }
  return {
    name: `${prefix}${name}`,
    label: 'simulated',
    account: 'replay',
    describe: ({ headers }) => ({ method: 'POST', target: '/v1/responses', headers }),
    async send(sent): Promise<BackendResponse> {
      const request = requestOf(sent.headers, sent.body) ?? {};
      const same = byKey.get(keyOf(request));
      // Asked several times: in the recorded order, then the last one again.
      const call = same !== undefined && same.length > 1 ? same.shift() : same?.[0];
      if (call?.exchange.response == null) throw explainMiss(request, calls);
      const { status, headers } = call.exchange.response;
      return { status, headers, body: replayBody(call.exchange) };
    },
    close: async () => {},
  };
}
