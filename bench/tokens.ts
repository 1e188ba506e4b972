// Counting tokens of a million bytes of nearly anything, behind a gateway: how long it takes, what
// processor time it is, and how long another client waits meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createSeededRandom } from '../src/lib/seeded-random.ts';
import { createAgent, postOnce } from './load.ts';
import type { BenchPart, BenchResult } from './part.ts';
import { medianOf } from './sample.ts';
import { type ServerProcess, startTurntape } from './server-process.ts';

const bytes = 1_000_000;
/** Not the first one: the vocabulary is loaded, and the code compiled. */
const rounds = 3;
/** Of the other client between two requests: its own cost is not what is measured. */
const thinkMs = 5;

const { integer: below } = createSeededRandom('tokens');
const repeated = (unit: string): string => unit.repeat(Math.floor(bytes / Buffer.byteLength(unit)));
const mixed = (units: string | readonly string[]): string => {
  const parts: string[] = [];
  for (let left = bytes; left > 0; left -= Buffer.byteLength(parts.at(-1) ?? '')) {
    parts.push(units[below(units.length)] ?? '');
  }
  return parts.join('');
};
const letters = 'abcdefghijklmnopqrstuvwxyz';
const range = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));
const texts: Readonly<Record<string, () => string>> = {
  words: () => repeated('The quick brown fox jumps over the lazy dog. '),
  code: () => repeated('  if (count > 0) {\n    list.push({ "name": value });\n  }\n'),
  oneLetter: () => repeated('A'),
  spaces: () => repeated(' '),
  equalSigns: () => repeated('='),
  lineEnds: () => repeated('\n'),
  lowerCase: () => mixed(letters),
  base64: () => mixed(`${letters}${letters.toUpperCase()}0123456789+/`),
  digits: () => mixed('0123456789'),
  punctuation: () => mixed('!"#$%&()*+,-./:;<=>?@[]^_`{|}~'),
  chinese: () => mixed([...'你好世界中文字符漢字編碼測試的一是不了人我在有他這為之大來以個']),
  emoji: () => mixed([...'😀😁😂🤣😃🎉🚀👍🏽']),
  marks: () => repeated('\u0301'),
  tabs: () => repeated('\t'),
  spacesAndTabs: () => repeated(`${' '.repeat(127)}\t`),
  slashes: () => repeated('/'),
  upperCase: () => mixed(letters.toUpperCase()),
  madeUpWords: () => mixed([...letters, ' ', ' ', ' ', ' ']),
  printable: () => mixed(range(0x20, 0x7e)),
  controls: () => mixed(range(0, 0x1f)),
  cyrillic: () => mixed(range(0x430, 0x44f)),
  anyCharacter: () => mixed(range(0x80, 0xd7ff)),
};

/** Asks for something small again and again. @returns ends it; the waits, ms */
function askMeanwhile(url: string): () => Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  const waits: number[] = [];
  let isOver = false;
  const ask = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const startedMs = performance.now();
      const outgoing = send(`${url}/not-there`, { agent }, (answer) => {
        answer.resume();
        answer.on('end', () => {
          waits.push(performance.now() - startedMs);
          resolve();
        });
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
  const asking = (async () => {
    while (!isOver) {
      await ask();
      await pause(thinkMs);
    }
  })();
  return async () => {
    isOver = true;
    await asking;
    agent.destroy();
    return waits;
  };
}

/** Counts a text three times alone, and three times beside another client. */
async function measure(server: ServerProcess, text: string): Promise<BenchResult> {
  const agent = createAgent();
  const path = '/v1/messages/count_tokens';
  let counted = 0;
  const count = (): Promise<number> => {
    // Each is another text: equal ones are counted once.
    const messages = [{ role: 'user', content: `${counted++} ${text}` }];
    const body = Buffer.from(JSON.stringify({ model: 'claude', messages }));
    return postOnce({ url: server.url, path, body }, agent);
  };
  const times: number[] = [];
  const waits: number[] = [];
  const before = server.cpuSeconds() ?? Number.NaN;
  for (let round = 0; round < rounds; round++) times.push(await count());
  const seconds = (server.cpuSeconds() ?? Number.NaN) - before;
  for (let round = 0; round < rounds; round++) {
    const end = askMeanwhile(server.url);
    await count();
    waits.push(Math.max(...(await end())));
  }
  agent.destroy();
  return {
    answeredMs: medianOf(times),
    // Of the whole process, with the recorder's thread and V8's own.
    processorMs: (1000 * seconds) / rounds,
    longestWaitOfOthersMs: medianOf(waits),
  };
}

export const tokensPart: BenchPart = {
  description: 'counting the tokens of a million bytes behind a gateway, and what others wait',
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    const backend = ['--backend', 'http://127.0.0.1:9/v1'];
    const server = await startTurntape('gateway', ...backend, '--db', join(folder, 'tape.db'));
    try {
      await measure(server, 'warm up');
      const results: Record<string, BenchResult> = {};
      for (const [name, make] of Object.entries(texts)) {
        results[name] = await measure(server, make());
        note(name);
      }
      return results;
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
