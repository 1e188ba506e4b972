// Sessions as they may have been recorded, with parts of their requests, answers and headers
// changed, and the commands that read them.
import fc, { type Arbitrary } from 'fast-check';
import type { HeaderList } from '../../src/lib/header-list.ts';
import type { JsonValue } from '../../src/lib/json.ts';
import { textOf } from './bodies.ts';
import { changed } from './changes.ts';
import { messagesRequests, messagesStreams, responsesRequests } from './corpus.ts';
import { changedStream, sse } from './events.ts';

/** A recorded call: what was sent, and what came back. */
interface FuzzedCall {
  readonly request: string;
  readonly status: number;
  readonly answer: string;
  readonly isStream: boolean;
  readonly outcome: 'complete' | 'client-aborted' | 'upstream-aborted' | null;
}

export interface FuzzedRecording {
  readonly api: 'messages' | 'responses';
  readonly calls: readonly FuzzedCall[];
}

const messagesStream = changed(messagesStreams).map((events) =>
  (Array.isArray(events) ? events : [events]).map(sse).join(''),
);

/** Calls of one session repeat one another, but for what is changed. */
const callsOf = (base: JsonValue, answer: Arbitrary<string>): Arbitrary<FuzzedCall[]> =>
  fc.array(
    fc.record({
      request: fc.oneof({ weight: 9, arbitrary: changed([base]).map(textOf) }, fc.json()),
      status: fc.constantFrom(200, 200, 200, 200, 400, 529),
      answer: fc.oneof({ weight: 9, arbitrary: answer }, fc.json(), fc.constant('')),
      isStream: fc.boolean().map((isOther) => !isOther),
      outcome: fc.constantFrom('complete', 'complete', 'client-aborted', 'upstream-aborted', null),
    }),
    { minLength: 1, maxLength: 3 },
  );

const recordingOf = (
  api: FuzzedRecording['api'],
  requests: readonly JsonValue[],
  answer: Arbitrary<string>,
): Arbitrary<FuzzedRecording> =>
  fc
    .constantFrom(...requests)
    .chain((base) => callsOf(base, answer))
    .map((calls) => ({ api, calls }));

export const fuzzedRecording: Arbitrary<FuzzedRecording> = fc.oneof(
  recordingOf('messages', messagesRequests, messagesStream),
  recordingOf('responses', responsesRequests, changedStream),
);

const session = (client: string) => ({
  ...{ id: 's_fuzzed', client, side: 'client', clientSessionId: 'c', agentId: null },
  ...{ kind: 'turn', parent: null },
});

/** The lines that `turntape import` reads. */
export function recordingLines({ api, calls }: FuzzedRecording): string {
  const target = `/v1/${api}`;
  return calls
    .map(({ request, status, answer, isStream, outcome }, seq) => {
      const type = isStream ? 'text/event-stream' : 'application/json';
      const headers: HeaderList = [['content-type', type]];
      const length = Buffer.byteLength(answer);
      return JSON.stringify({
        ...{ schema: 'turntape-exchange-1', id: `x_${seq}`, seq, method: 'POST', target },
        session: session(api === 'messages' ? 'claude' : 'codex'),
        headers: [['content-type', 'application/json']],
        ...{ body: { text: request }, startedAtMs: 1_760_000_000_000 + seq * 1_000 },
        ...{ linkedTo: null, flushedElapsedMs: 1 },
        response: { status, statusText: '', headers, elapsedMs: 2 },
        responseBody: { text: answer },
        chunks: length === 0 ? [] : [{ offset: 0, length, elapsedMs: 3 }],
        end: outcome && { outcome, error: null, trailers: [], elapsedMs: 4 },
      });
    })
    .join('\n');
}

/** Each may find that it cannot use a recording, and has to say so. */
export const readingCommands: readonly string[] = [
  ...['sessions --all', 'sessions --json', 'show s_fuzzed', 'show s_fuzzed --json'],
  ...['show x_0', 'show x_0 --json', 'show x_0 --timeline', 'show x_0 --part whole-request'],
  ...['explain s_fuzzed', 'explain s_fuzzed --json', 'compare s_fuzzed s_fuzzed'],
  ...['compare s_fuzzed s_fuzzed --json', 'conform --session s_fuzzed', 'usage --imported'],
  ...['export --jsonl --allow-secrets', 'export --har --allow-secrets', 'export --hashes'],
  ...['export --parquet tables', 'view s_fuzzed --export page.html', 'doctor'],
  ...['promote s_fuzzed --name f --out out --skip-failed', 'check out'],
  ...['promote s_fuzzed --as scenario --name g --out out', 'ab --session s_fuzzed --no-charts'],
];
