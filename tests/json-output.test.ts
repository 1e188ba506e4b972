// What --json prints keeps its contract: every command has schemas, the committed ones are those of
// the code, and real output fits them, whatever the count, with no field that they do not name.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runCommandLine } from '../src/cli/command-line.ts';
import { commands } from '../src/cli/commands/registry.ts';
import { openDatabase } from '../src/store/open-database.ts';
import {
  end,
  exchangeStart,
  head,
  recordDirectly,
  session,
} from '../src/store/store.test-support.ts';
import type { Terminal } from '../src/terminal/console.ts';
import { documents, type JsonDocument, withoutDocument } from './json-output/documents.ts';
import { syntheticRollout } from './json-output/rollout.ts';

const root = join(import.meta.dirname, '..');
const schemaPath = (schema: string): string => join(root, 'schemas', `${schema}.schema.json`);

describe('schemas', () => {
  const names = commands.map(({ usage }) => usage.split(' ')[0] ?? '');

  test('every command has one, or is said to print no document', () => {
    const printing = documents.flatMap(({ printedBy }) =>
      printedBy.map((one) => one.split(' ')[0]),
    );
    const known = new Set([...printing, ...Object.keys(withoutDocument)]);
    expect([...known].toSorted()).toEqual(names.toSorted());
  });

  const own = documents.filter(({ isElsewhere }) => isElsewhere !== true);
  test.each(own)(
    'schemas/$schema.schema.json is that of the code (-u rewrites it)',
    async (one) => {
      // As it is published: fields may be added.
      const text = JSON.stringify(
        z.toJSONSchema(one.shape),
        (key, value) => (key === 'additionalProperties' && value === false ? undefined : value),
        2,
      );
      await expect(`${text}\n`).toMatchFileSnapshot(schemaPath(one.schema));
    },
  );

  test('docs/json.md lists them (-u rewrites it)', async () => {
    const rows = documents.flatMap(({ schema, printedBy }) =>
      printedBy.map((line): [string, string] => [line, schema]),
    );
    const table = rows
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([line, name]) => `| \`${line}\` | [${name}](../schemas/${name}.schema.json) |`);
    const others = Object.entries(withoutDocument).map(
      ([name, what]) => `\`${name}\` prints ${what}`,
    );
    const text = `${readFileSync(join(import.meta.dirname, 'json-output', 'page.md'), 'utf8').trimEnd()}

| printed by | schema |
| --- | --- |
${table.join('\n')}

${others.join(', ')}; \`export --har\` prints [HAR](http://www.softwareishard.com/blog/har-12-spec/).
`;
    await expect(text).toMatchFileSnapshot(join(root, 'docs', 'json.md'));
  });

  /** Of exported exchanges the fields are those of the store. */
  test.each(documents.filter(({ schema }) => schema !== 'exchange-1'))(
    'fields of $schema are in snake_case',
    ({ schema }) => {
      const wrong: string[] = [];
      const visit = (value: unknown): void => {
        if (typeof value !== 'object' || value === null) return;
        const { properties } = value as { properties?: object };
        wrong.push(...Object.keys(properties ?? {}).filter((name) => !/^[a-z0-9_]+$/.test(name)));
        for (const inner of Object.values(value)) visit(inner);
      };
      visit(JSON.parse(readFileSync(schemaPath(schema), 'utf8')));
      expect(wrong).toEqual([]);
    },
  );
});

const folder = mkdtempSync(join(tmpdir(), 'turntape-json-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const db = join(folder, 'private', 'tape.db');
const empty = join(folder, 'empty', 'tape.db');
const copy = join(folder, 'copy', 'tape.db');
const rollouts = join(folder, 'rollouts');
const nothing = join(folder, 'nothing');
const exported = join(folder, 'exported.jsonl');
const fixture = join(root, 'recordings', 'claude-code-tool-loop');

/** @returns what it printed as JSON, one value a document */
async function turntape(words: readonly string[], database = db): Promise<unknown[]> {
  const printed: unknown[] = [];
  const terminal: Terminal = {
    ...{ env: { HOME: folder }, cwd: folder, colour: false, quiet: false, childOwnsStdout: false },
    result: () => {},
    bytes: (bytes) => {
      const lines = Buffer.from(bytes).toString('utf8').split('\n').filter(Boolean);
      printed.push(...lines.map((line) => JSON.parse(line) as unknown));
    },
    json: (value) => {
      printed.push(JSON.parse(JSON.stringify(value)));
    },
    note: () => {},
    error: () => {},
  };
  await runCommandLine([...words, '--db', database], terminal);
  return printed;
}

const stream = (value: object): Uint8Array =>
  new TextEncoder().encode(`event: x\ndata: ${JSON.stringify(value)}\n\n`);

beforeAll(async () => {
  const database = openDatabase(db, { mode: 'write' });
  const sink = recordDirectly(database);
  const record = (id: string, body: object, more: object, ...events: object[]): void => {
    sink.begin({ ...exchangeStart(id, JSON.stringify(body)), ...more });
    sink.responseHead(id, head);
    for (const event of events) sink.chunk(id, stream(event), 6);
    sink.end(id, end);
  };
  const messages = [{ role: 'user', content: 'hello' }];
  const claude = { model: 'claude-sonnet-4-5', max_tokens: 9, messages };
  record('x_1', claude, {}, { type: 'message_start', message: { usage: { input_tokens: 9 } } });
  const usage = { input_tokens: 2000, output_tokens: 1 };
  const response = { type: 'response.completed', response: { usage, output: [] } };
  const up = { ...session, id: 's_up', side: 'upstream' };
  for (const [index, text] of ['hello', 'other'].entries()) {
    const input = [{ type: 'message', role: 'user', content: text.repeat(2000) }];
    const linked = index === 0 ? 'x_1' : null;
    const more = { target: '/v1/responses', linkedTo: linked, session: up };
    record(`x_2${index}`, { model: 'gpt-5.5', input }, more, response);
  }
  record('x_3', claude, { session: { ...session, id: 's_silent' } });
  sink.close();
  database.close();
  openDatabase(empty, { mode: 'write' }).close();
  for (const path of [rollouts, nothing]) mkdirSync(path);
  for (const id of ['one', 'two', 'three', 'four']) {
    writeFileSync(join(rollouts, `rollout-${id}.jsonl`), syntheticRollout(id));
  }
  const lines = await turntape(['export', '--jsonl', '--allow-secrets']);
  writeFileSync(exported, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const quick = ['plain-tool-loop', '--arm', 'on', '--no-charts', '--out', join(folder, 'reports')];
  await turntape(['ab', ...quick, '--run', 'one', '--quiet', '--json']);
  const learned = ['learn', rollouts, '--out', join(folder, 'learned.json')];
  await turntape(learned);
}, 120_000);

const out = join(folder, 'promoted');
type Line = [schema: string, words: readonly string[], database?: string];
/** Command lines by the document that they print; with a database beside them, of that one. */
const lines: Line[] = [
  ['check-1', ['check', fixture]],
  ['check-1', ['check', fixture, join(root, 'recordings', 'codex-tool-loop')]],
  ['check-1', ['check', fixture, '--translator', 'cat']],
  ['compare-1', ['compare', 's_up', 's_silent']],
  ['compare-1', ['compare', 's_up', 's_up']],
  ['conform-rows-1', ['conform', '--list']],
  ['conform-rows-1', ['conform', '--list', '--only', 'key-present']],
  ['doctor-1', ['doctor']],
  ['doctor-1', ['doctor'], join(folder, 'absent.db')],
  ['self-test-1', ['doctor', '--self-test']],
  ['dry-run-1', ['ab', 'plain-tool-loop', '--backend', 'openai', '--use-api-key']],
  ['exchange-1', ['export', '--jsonl']],
  ['export-parquet-1', ['export', '--parquet', join(folder, 'tables')]],
  ['exchange-1', ['export', 's_silent', '--jsonl']],
  ['explain-1', ['explain', 's_up']],
  ['explain-1', ['explain', 's_up', 's_silent']],
  ['explain-1', ['explain', 's_silent']],
  ['explain-1', ['explain', 'one']],
  ['explain-1', ['explain', fixture]],
  ['explain-1', ['explain', join(rollouts, 'rollout-one.jsonl')]],
  ['explain-1', ['show', join(rollouts, 'rollout-one.jsonl')]],
  ['import-1', ['import', exported], copy],
  ['import-1', ['import', exported, rollouts], copy],
  ['import-1', ['import', rollouts], copy],
  ['learn-1', ['learn', rollouts]],
  ['learn-changes-1', ['learn', rollouts, '--compare', join(folder, 'learned.json')]],
  ['learn-check-1', ['learn', rollouts, '--check']],
  ['logged-sessions-1', ['sessions', '--from', rollouts]],
  ['logged-sessions-1', ['sessions', '--from', join(rollouts, 'rollout-one.jsonl')]],
  ['logged-sessions-1', ['sessions', '--imported'], empty],
  ['merge-1', ['merge', db], copy],
  ['merge-1', ['merge', db, db], copy],
  ['plan-1', ['plan', 'one']],
  ['plan-1', ['plan', 'one', '--looks', '2', '--sd', '15%']],
  ['probe-dry-run-1', ['probe', '--dry-run']],
  ['profile-1', ['probe', '--backend', 'sim']],
  ['profile-1', ['learn', rollouts, '--merge', join(folder, 'learned.json')]],
  [
    'profile-1',
    ['learn', '--profile', join(folder, 'learned.json'), '--merge', join(folder, 'learned.json')],
  ],
  ['promote-1', ['promote', 's_one', '--name', 'small', '--out', out]],
  ['report-1', ['report', 'one', '--out', join(folder, 'reports'), '--no-charts']],
  ['rollouts-1', ['ab', '--rollouts', rollouts]],
  ['runs-1', ['runs']],
  ['runs-1', ['runs'], empty],
  ['sessions-1', ['sessions']],
  ['sessions-1', ['sessions', '--side', 'all']],
  ['sessions-1', ['sessions'], empty],
  ['show-exchange-1', ['show', 'x_1']],
  ['show-exchange-1', ['show', 'x_3']],
  ['show-session-1', ['show', 's_up']],
  ['show-session-1', ['show', 's_silent']],
  ['sim-rules-1', ['sim', '--list-rules']],
  ['timeline-1', ['show', 's_up', '--timeline']],
  ['timeline-1', ['show', 'x_1', '--timeline']],
  ['usage-1', ['usage', rollouts]],
  ['usage-1', ['usage', '--imported'], empty],
  // Last: they delete.
  ['prune-1', ['prune', '--older-than', '30d'], copy],
  ['prune-1', ['prune', '--older-than', '30d'], copy],
  ['runs-deleted-1', ['runs', 'delete', 'one'], copy],
];

function assertFits(schema: string, value: unknown): void {
  const document = documents.find((one) => one.schema === schema) as JsonDocument;
  expect(document.shape.safeParse(value).error?.issues ?? []).toEqual([]);
  const committed = z.fromJSONSchema(JSON.parse(readFileSync(schemaPath(schema), 'utf8')));
  expect(committed.safeParse(value).error?.issues ?? []).toEqual([]);
}

describe('output', () => {
  test.each(lines)('fits %s: %j', { timeout: 60_000 }, async (schema, words, database) => {
    const printed = await turntape([...words, '--json'], database);
    expect(printed.length).toBeGreaterThan(0);
    for (const value of printed) assertFits(schema, value);
  });

  test.each([['record'], ['gateway', '--backend', 'sim'], ['sim'], ['view']])(
    'of %s: its first line says where it listens',
    async (...words) => {
      const program = join(root, 'bin', 'turntape.js');
      const flags = ['--json', '--db', join(folder, 'served', 'tape.db')];
      const child = spawn(process.execPath, [
        program,
        ...words,
        '--listen',
        '127.0.0.1:0',
        ...flags,
      ]);
      try {
        const [line] = (await once(child.stdout, 'data')) as [Buffer];
        assertFits('event-1', JSON.parse(line.toString().split('\n')[0] ?? ''));
      } finally {
        child.kill('SIGTERM');
      }
    },
  );

  test('every schema is tried: conform-1, report-1 and worker-1 in their own tests too', () => {
    const elsewhere = ['event-1', 'conform-1', 'worker-1'];
    const tried = new Set([...lines.map(([schema]) => schema), ...elsewhere]);
    expect(documents.map(({ schema }) => schema).filter((name) => !tried.has(name))).toEqual([]);
  });

  test('what does not fit is told apart', () => {
    expect(() => assertFits('runs-deleted-1', { deleted: [{ id: 'r_1' }] })).toThrow();
    expect(() => assertFits('runs-deleted-1', { deleted: [], more: 1 })).toThrow();
  });
});
