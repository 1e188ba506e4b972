// How long a request waits until it is stored, which is before any of it is forwarded: in this
// process, with the recorder's thread beside it. Each turn of a session adds 2 KB to its body.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { identifySession } from '../src/exchange/identify-session.ts';
import { sha256 } from '../src/lib/sha256.ts';
import { quantile } from '../src/stats/descriptive.ts';
import { createExchangeWriter } from '../src/store/exchange-writer.ts';
import { openRecorder, type Recorder } from '../src/store/recorder/recorder.ts';
import { openRecordingFile } from '../src/store/recorder/recording-file.ts';
import { growingBodies } from './growing-bodies.ts';
import type { BenchPart, BenchResult } from './part.ts';

const turns = 120;
/** Not measured: the compiler's first look at the code. */
const warmUpTurns = 20;
/** Between an answer and the next request of a session. */
const thinkMs = 20;
const answer = new TextEncoder().encode('event: content_block_delta\ndata: {"n":1}\n\n'.repeat(40));

const cases = {
  '50KB': { bytes: 50_000, sessions: 1 },
  '500KB': { bytes: 500_000, sessions: 1 },
  '50KBin8Sessions': { bytes: 50_000, sessions: 8 },
} as const;

/** Bodies that no other session has. */
function bodiesOf(session: number, bytes: number): Uint8Array[] {
  return [...growingBodies(bytes, turns)].map((body) =>
    Buffer.concat([body, Buffer.alloc(session, ' ')]),
  );
}

/** Plays a session. @returns how long each request waited, ms */
async function playSession(
  recorder: Recorder,
  name: string,
  bodies: readonly Uint8Array[],
): Promise<number[]> {
  const waits: number[] = [];
  const headers = [['x-claude-code-session-id', name]] as const;
  for (const body of bodies) {
    const id = `x_${name}_${waits.length}`;
    const request = { id, method: 'POST', target: '/v1/messages', headers, body };
    const startedMs = performance.now();
    await recorder.begin({ ...request, startedAtMs: 0, linkedTo: null }, () =>
      identifySession({ ...request, side: 'client' }, id),
    );
    waits.push(performance.now() - startedMs);
    recorder.responseHead(id, { status: 200, statusText: 'OK', headers: [], elapsedMs: 1 });
    recorder.chunk(id, answer, 2);
    recorder.end(id, { outcome: 'complete', error: null, trailers: [], elapsedMs: 3 });
    await pause(thinkMs);
  }
  return waits.slice(warmUpTurns);
}

/**
 * The parts of that wait, one after the other in this thread: what is left of it is the way to the
 * other thread and back.
 */
function measureParts(path: string, bytes: number): BenchResult {
  const { database, recorder } = openRecordingFile(path, undefined);
  const writer = createExchangeWriter(database, recorder);
  const store = database.transaction(writer.insert).immediate;
  const namings: number[] = [];
  const hashings: number[] = [];
  const storings: number[] = [];
  const headers = [['x-claude-code-session-id', 'parts']] as const;
  for (const body of growingBodies(bytes, turns)) {
    const id = `x_${storings.length}`;
    const request = { id, method: 'POST', target: '/v1/messages', headers, body };
    const startedMs = performance.now();
    const session = identifySession({ ...request, side: 'client' }, id);
    const namedMs = performance.now();
    sha256(body);
    const hashedMs = performance.now();
    store({ ...request, session, startedAtMs: 0, linkedTo: null });
    namings.push(namedMs - startedMs);
    hashings.push(hashedMs - namedMs);
    storings.push(performance.now() - hashedMs);
  }
  database.close();
  const median = (times: readonly number[]): number | null =>
    quantile(times.slice(warmUpTurns), 0.5);
  return {
    namingMsMedian: median(namings),
    storingMsMedian: median(storings),
    ofThatHashingMsMedian: median(hashings),
  };
}

async function measure(path: string, bytes: number, sessions: number): Promise<BenchResult> {
  const bodies = Array.from({ length: sessions }, (_, session) => bodiesOf(session, bytes));
  const recorder = await openRecorder(path);
  const waits = await Promise.all(
    bodies.map(async (own, session) => {
      await pause((thinkMs * session) / sessions);
      return playSession(recorder, `session-${session}`, own);
    }),
  );
  await recorder.close();
  const all = waits.flat();
  return {
    waitMsMedian: quantile(all, 0.5),
    waitMs95: quantile(all, 0.95),
    dropped: recorder.dropped(),
  };
}

export const recorderPart: BenchPart = {
  description: `how long a request waits to be stored, sessions of ${turns} turns`,
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    const results: Record<string, BenchResult> = {};
    try {
      for (const [name, { bytes, sessions }] of Object.entries(cases)) {
        note(name);
        results[name] = await measure(join(folder, name, 'tape.db'), bytes, sessions);
      }
      note('parts');
      results['partsOf50KB'] = measureParts(join(folder, 'parts', 'tape.db'), cases['50KB'].bytes);
      return results;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
