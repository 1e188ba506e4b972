// Request bodies of a growing session in the database: bytes against one compressed frame of the
// last body, time to store a turn, time to read one back. The bodies are in Claude Code's order,
// with its cache marker moving from message to message.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { createBodyStore, readBody } from '../src/store/bodies.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { growingBodies } from './growing-bodies.ts';
import type { BenchPart, BenchResult } from './part.ts';
import { medianOf } from './sample.ts';

const turns = 100;
const readsPerTurn = 5;
const sizes = { '50KB': 50_000, '500KB': 500_000, '2MB': 2_000_000 } as const;

function measure(bytes: number, path: string): BenchResult {
  const database = openDatabase(path, { mode: 'write' });
  const store = createBodyStore(database);
  const storeMs: number[] = [];
  const bodies = [...growingBodies(bytes, turns)];
  let base: ReturnType<typeof store.put> | undefined;
  const hashes = bodies.map((body) => {
    const startedMs = performance.now();
    base = store.put(body, base);
    storeMs.push(performance.now() - startedMs);
    return base.hash;
  });
  const readMs = hashes.map((hash, turn) => {
    const times = Array.from({ length: readsPerTurn }, () => {
      const startedMs = performance.now();
      const read = readBody(database, hash);
      const tookMs = performance.now() - startedMs;
      if (!Buffer.from(read).equals(bodies[turn] ?? Buffer.alloc(0)))
        throw new Error('not the same');
      return tookMs;
    });
    return medianOf(times);
  });
  const stored = Number(database.prepare('SELECT sum(length(data)) FROM bodies').pluck().get());
  database.close();
  const lastFrame = zstdCompressSync(bodies.at(-1) ?? Buffer.alloc(0)).length;
  return {
    storedBytes: stored,
    lastFrameBytes: lastFrame,
    storedToLastFrame: stored / lastFrame,
    storeMsPerTurn: medianOf(storeMs.slice(1)),
    readMsMedianTurn: medianOf(readMs),
    readMsWorstTurn: Math.max(...readMs),
  };
}

export const storagePart: BenchPart = {
  description: `request bodies of ${turns} turns that grow by 2 KB each`,
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    try {
      return Object.fromEntries(
        Object.entries(sizes).map(([name, bytes]) => {
          note(name);
          return [name, measure(bytes, join(folder, 'private', `${name}.db`))];
        }),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
