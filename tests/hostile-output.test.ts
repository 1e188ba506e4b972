// A database, files and arguments full of hostile strings: no command hands a control character
// or a bidi mark to the terminal. The commands run in this process, on streams that are read.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import { commands } from '../src/cli/commands/registry.ts';
import { HarnessError } from '../src/lib/harness-error.ts';
import { propertyRuns } from '../src/lib/property-runs.test-support.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { recordDirectly } from '../src/store/store.test-support.ts';
import { createTerminal } from '../src/terminal/console.ts';

const root = mkdtempSync(join(tmpdir(), 'turntape-hostile-output-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Pieces that do something on a terminal, beside harmless ones. */
const pieces = [
  ...['\u001b]0;PWNED\u0007', '\u001b[2J', '\u009b31m', '\u001b[1m', '\u0090q\u009c', '\r', '\b'],
  ...['\u202e', '\u2066', '\u200f', '\u2028', '\u{e0001}', '\u007f', '\u0000', '\n'],
  ...['name', ' ', '|', '`', '<b>', '%s', 'ü', '[x](y)'],
];
const hostileText = fc
  .array(fc.constantFrom(...pieces), { minLength: 4, maxLength: 12 })
  .map((parts) => `\u001b[2J${parts.join('')}\u202e`);

const acts = /[^\P{Cc}\n\t]|[\p{Bidi_Control}\u2028\u2029]/u;

/** Of `explain`, which are its own. */
const styles = new RegExp(`${String.fromCharCode(27)}\\[(?:0|1|2|33)m`, 'g');

const scenario = `name: small
description: A test.
situation: Made up.
system: [You help.]
tools: []
turns:
  - user: Go.
    steps:
      - reasoning_tokens: 100
        text: Done.
`;

interface Ran {
  readonly words: readonly string[];
  readonly written: string;
}

async function run(words: readonly string[], cwd: string, colour: boolean): Promise<Ran> {
  let written = '';
  const stream = {
    write: (part: string | Uint8Array) => (written += Buffer.from(part)),
    isTTY: true,
  };
  const env = { HOME: cwd };
  const streams = { stdout: stream, stderr: stream, env, cwd: () => cwd };
  const terminal = createTerminal(streams as unknown as NodeJS.Process);
  terminal.colour = colour;
  try {
    await runCommandLine(words, terminal);
  } catch (error) {
    // As main.ts prints it. A defect is not hidden here.
    if (!(error instanceof HarnessError)) throw error;
    terminal.error(`${error.message}. ${error.hint}`);
  }
  return { words, written };
}

/** Sessions and runs, with the text wherever a client, a model or another machine writes one. */
async function makeDatabase(path: string, text: string, folder: string): Promise<void> {
  writeFileSync(join(folder, 'small.yaml'), scenario);
  await run(['ab', 'small.yaml', '--db', path, '--run', 'small', '--quiet'], folder, false);
  const database = openDatabase(path, { mode: 'write', busyTimeoutMs: 1_000 });
  const recorder = recordDirectly(database);
  for (const [number, session] of ['s_1', 's_2', `s_${text}`].entries()) {
    const id = number < 2 ? `x_${number}` : `x_${text}`;
    const body = {
      ...{ model: text, system: text, metadata: { user_id: text } },
      messages: [{ role: 'user', content: `${text} ${number}` }],
      tools: [{ name: text, description: text, input_schema: { type: 'object' } }],
      [text]: text,
    };
    recorder.begin({
      ...{ id, method: text, target: `/v1/messages?${text}`, startedAtMs: 1_700_000_000_000 },
      ...{ headers: [[text, text]], body: Buffer.from(JSON.stringify(body)), linkedTo: null },
      session: {
        ...{ id: session, client: 'claude', side: 'client', kind: 'turn', parent: text },
        ...{ clientSessionId: text, agentId: text },
      },
    });
    recorder.responseHead(id, {
      ...{ status: 200, statusText: text, elapsedMs: 5 },
      headers: [
        ['content-type', 'text/event-stream'],
        [text, text],
      ],
    });
    const event = { type: text, message: { model: text, usage: { input_tokens: 9 } } };
    const start = { type: 'message_start', message: { ...event.message, id: text, content: [] } };
    const stream = [event, start].map((one) => `data: ${JSON.stringify(one)}\n\n`).join('');
    recorder.chunk(id, Buffer.from(`event: ${text.replaceAll(/[\r\n]/g, '')}\n${stream}`), 6);
    const outcome = { outcome: 'upstream-aborted', error: text, trailers: [[text, text]] } as const;
    recorder.end(id, { ...outcome, elapsedMs: 9 });
  }
  recorder.close();
  database.prepare('UPDATE sessions SET name = id || ?, note = ?').run(text, text);
  // What a name of a run may not hold is refused where it is read; the rest is shown.
  const name = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '');
  const set = database.prepare(
    "UPDATE runs SET definition = replace(definition, ?, ?) WHERE id = 'small'",
  );
  for (const known of ['"A test."', '"Made up."']) set.run(known, JSON.stringify(text));
  set.run('"name":"small"', JSON.stringify({ name }).slice(1, -1));
  database.prepare("UPDATE trials SET scenario = ? WHERE scenario = 'small'").run(name);
  database
    .prepare(
      `INSERT INTO runs SELECT ?, fingerprint, 0, 1, replace(definition, '"id":"small"', ?)
       FROM runs WHERE id = 'small'`,
    )
    .run(text, JSON.stringify({ id: text }).slice(1, -1));
  database.close();
}

/** A card that somebody sends: every text in it is theirs. */
function hostileCard(text: string): string {
  const words = { title: text, detail: text, checks: text, matters: text, fix: text };
  const shown = { detail: text, play: text, conversation: text, label: text, request: text };
  const row = {
    ...{ ...words, id: text, group: 'key', severity: 'error', verdict: 'fail', known: false },
    ...{ sources: [text], failures: [{ ...shown, client_status: 200 }] },
  };
  return JSON.stringify({
    ...{ schema_version: 1, gateway: text, turntape: text, date: text, model: text },
    ...{ service: 'codex-backend', problem: null, rows: [row, { ...row, id: `${text}2` }] },
  });
}

const given = (db: string, text: string): Record<string, readonly (readonly string[])[]> => ({
  sessions: [[], ['s_1'], [`s_${text}`], [text], ['s_1', '--name', text], ['--from', text]],
  show: [['s_1'], ['x_0'], ['x_0', '--timeline'], ['s_1', '--timeline'], [`x_${text}`], [text]],
  explain: [['s_1'], ['s_1', '--format', 'markdown'], [text], ['s_1', '--arm', text]],
  compare: [
    ['s_1', 's_2'],
    ['s_1', 's_2', '--all'],
    ['s_1', text],
  ],
  export: [
    [text, '--jsonl'],
    ['s_1', '--har'],
    ['s_1', '--jsonl', '--allow-secrets'],
  ],
  promote: [['s_1', '--dry'], [text], ['s_1', '--name', text], ['s_1', '--skip-failed']],
  runs: [[], ['delete', text], ['delete'], [text]],
  report: [['small'], [text], ['small', '--format', text], ['small', '--fail-if', text]],
  plan: [['small'], ['--run', text]],
  merge: [[db], [text]],
  worker: [[text], ['redis://127.0.0.1:1', '--backend', text], [`redis://${text}`]],
  doctor: [[]],
  import: [[text], [join(db, text)]],
  usage: [[text], ['--imported']],
  learn: [[text], ['--imported']],
  check: [[text]],
  prune: [
    ['--older-than', text],
    ['--max-size', text],
  ],
  translate: [['--set', text]],
  ab: [
    ...[[text], ['small.yaml', '--arm', text], ['small.yaml', '--set', text]],
    ['small.yaml', '--queue', text],
  ],
  probe: [
    ['--backend', text],
    ['--dry-run', '--model', text],
  ],
  record: [
    ['--listen', text],
    ['--upstream-openai', text],
    ['--', text],
  ],
  gateway: [
    ['--backend', text],
    ['--set', text],
    ['--sim', text],
  ],
  sim: [['--list-rules'], ['--listen', text], ['--sim', text], ['--rules', text]],
  completion: [[], [text]],
  conform: [
    ['card.json'],
    ['card.json', 'card.json'],
    [text],
    ['--gateway', text],
    ['--only', text],
    ['--baseline', text, '--list'],
  ],
  view: [[`none_${text}`], ['--listen', text]],
});

test('no command hands what a terminal acts on to it', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(hostileText, fc.boolean(), async (text, colour) => {
      const folder = mkdtempSync(join(root, 'case-'));
      const db = join(folder, 'tape.db');
      await makeDatabase(db, text, folder);
      writeFileSync(join(folder, 'card.json'), hostileCard(text));
      // No argument of a process can hold a zero byte.
      const argument = text.replaceAll('\u0000', '');
      const words = given(db, argument);
      for (const { usage } of commands) {
        const name = usage.split(' ')[0] ?? '';
        const arguments_ = words[name];
        expect(arguments_, `${name} is not tried`).toBeDefined();
        for (const flags of [...(arguments_ ?? []), [`--${argument}`], ['--config', argument]]) {
          for (const format of [[], ['--json']]) {
            const at = flags.indexOf('--');
            const own = at < 0 ? flags : flags.slice(0, at);
            const child = at < 0 ? [] : flags.slice(at);
            const tried = await run(
              [name, ...own, '--db', db, ...format, ...child],
              folder,
              colour,
            );
            const shown = tried.written.replaceAll(styles, '');
            expect({ words: tried.words, acts: acts.exec(shown)?.[0] }).toEqual({
              words: tried.words,
              acts: undefined,
            });
          }
        }
      }
    }),
    { numRuns: propertyRuns(1) > 1 ? 30 : 2 },
  );
});
