// The translator in one process: a request's way from bytes to bytes against what any program has
// to do that reads and writes the same JSON, and the stream's way in events per second. Another
// clone's is measured in the same rounds: what slows one of them down slows both.

import { dirname, join } from 'node:path';
import { emptySessionState, type SessionState } from '../src/domain/translator-state.ts';
import { claudeBody } from './claude-body.ts';
import { type BenchTranslator, loadTranslator } from './load-translator.ts';
import type { BenchPart, BenchResult } from './part.ts';
import { alternate } from './sample.ts';
import { otherProgram } from './server-process.ts';
import { upstreamStream } from './upstream-stream.ts';

const sizes = { '50KB': 50_000, '500KB': 500_000, '5MB': 5_000_000 } as const;
/** Events of one stream: long enough that its beginning and end do not count. */
const streamDeltas = 2000;
const taskMs = 1500;

/** What a store has of a session: reasoning before every call. */
function fullState(bytes: Uint8Array, { keys }: BenchTranslator): SessionState {
  const { anchors } = keys(bytes);
  const content = `gAAAA${'b'.repeat(1200)}`;
  const entries = anchors
    .filter((anchor) => anchor.startsWith('call:'))
    .map((anchor, number) => ({
      ...{ anchor, originalArguments: null },
      reasoning: [{ id: null, encryptedContent: `${content}${number}`, summary: [] }],
    }));
  return { pins: {}, entries };
}

type Tasks = Readonly<Record<string, () => void>>;

function requestTasks(bytes: Uint8Array, translator: BenchTranslator): Tasks {
  const state = fullState(bytes, translator);
  const { translate } = translator;
  return {
    off: () => void translate(bytes, false, emptySessionState),
    on: () => void translate(bytes, true, emptySessionState),
    replay: () => void translate(bytes, true, state),
  };
}

interface Times {
  readonly ms: Readonly<Record<string, number>>;
  /** Of each task against the other clone's; empty without one. */
  readonly toOther: BenchResult;
}

/** @param others the same tasks of another clone; null: there is none */
function measure(tasks: Tasks, others: Tasks | null): Times {
  const theirs = Object.entries(others ?? {}).map(([name, task]) => [`other ${name}`, task]);
  const ms: Record<string, number> = alternate({ ...tasks, ...Object.fromEntries(theirs) }, taskMs);
  const ratios = Object.keys(others ?? {}).map((name) => [
    `${name}ToOther`,
    (ms[name] ?? Number.NaN) / (ms[`other ${name}`] ?? Number.NaN),
  ]);
  return { ms, toOther: Object.fromEntries(ratios) };
}

function measureRequests(
  note: (line: string) => void,
  own: BenchTranslator,
  other: BenchTranslator | null,
): BenchResult {
  const results: Record<string, BenchResult> = {};
  for (const [name, size] of Object.entries(sizes)) {
    const bytes = Buffer.from(claudeBody(size));
    const floor = (): void => void Buffer.from(JSON.stringify(JSON.parse(bytes.toString())));
    const { ms, toOther } = measure(
      { floor, ...requestTasks(bytes, own) },
      other === null ? null : requestTasks(bytes, other),
    );
    const { floor: floorMs = 0, off: offMs = 0, on: onMs = 0, replay: replayMs = 0 } = ms;
    results[name] = {
      bodyBytes: bytes.length,
      floorMs,
      offMs,
      onMs,
      offToFloor: offMs / floorMs,
      onToFloor: onMs / floorMs,
      /** With reasoning put back before every call, which the floor's output does not have. */
      replayToFloor: replayMs / floorMs,
      ...toOther,
    };
    note(`${name}: ${(offMs / floorMs).toFixed(2)} off, ${(onMs / floorMs).toFixed(2)} on`);
  }
  return results;
}

function measureStream(own: BenchTranslator, other: BenchTranslator | null): BenchResult {
  const pieces = upstreamStream(streamDeltas).map((text) => Buffer.from(text));
  const request = Buffer.from(claudeBody(sizes['50KB']));
  const { ms, toOther } = measure(
    { stream: own.answer(request, pieces) },
    other === null ? null : { stream: other.answer(request, pieces) },
  );
  const { stream: streamMs = 0 } = ms;
  return {
    events: pieces.length,
    eventsPerSecond: (pieces.length * 1000) / streamMs,
    megabytesPerSecond: Buffer.concat(pieces).length / 1000 / streamMs,
    ...toOther,
  };
}

export const translatorPart: BenchPart = {
  description: 'translation against Buffer -> JSON.parse -> JSON.stringify -> Buffer, one process',
  async run(note) {
    const own = await loadTranslator(join(import.meta.dirname, '..'));
    const other =
      otherProgram === undefined ? null : await loadTranslator(dirname(dirname(otherProgram)));
    const requests = measureRequests(note, own, other);
    const stream = measureStream(own, other);
    return { requests, stream, peakRssMegabytes: process.resourceUsage().maxRSS / 1024 };
  },
};
