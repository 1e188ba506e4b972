// Saved runs on the command line: listed, and deleted all or none.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunDefinition } from '../../domain/run.ts';
import { openDatabase } from '../../store/open-database.ts';
import { createRunStore } from '../../store/runs.ts';
import { runsCommand } from './runs.ts';

const definition: RunDefinition = {
  ...{ id: 'r_1', fingerprint: 'f', label: 'simulated', backend: 'sim', model: 'gpt-5.5' },
  ...{ seed: 's', repeats: 1, baseline: 'off', arms: [{ name: 'off', agent: 'scripted' }] },
  ...{ variants: [], sideBySide: [], scenarios: [], parameters: [], profile: [], price: null },
  ...{ versions: { turntape: '0.1.0' }, command: 'turntape ab', startedAtMs: 1 },
} as unknown as RunDefinition;

let folder: string;
let db: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-runs-'));
  db = join(folder, 'tape.db');
  const database = openDatabase(db, { mode: 'write' });
  const store = createRunStore(database);
  for (const id of ['r_1', 'r_2', 'r_3']) store.begin({ ...definition, id });
  store.finish('r_2');
  database.prepare("UPDATE runs SET definition = '{' WHERE id = 'r_3'").run();
  database.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(action: 'delete' | undefined, runs: readonly string[]): Promise<unknown> {
  let printed: unknown;
  const terminal = { json: (value: unknown) => (printed = value) };
  const context = { terminal, flags: { db, json: true } };
  await runsCommand.run({ action, runs }, context as never);
  return printed;
}

test('runs are listed, one that is damaged among them', async () => {
  const listed = (await run(undefined, [])) as { id: string }[];
  const byId = Object.fromEntries(listed.map((one) => [one.id, one]));
  expect(byId).toMatchObject({
    r_1: { label: 'simulated', is_finished: false, arms: ['off'], trials: 0, bytes: 0 },
    r_2: { is_finished: true },
    r_3: { label: 'damaged', arms: [] },
  });
});

test('a run that was started again says what waits beside it', async () => {
  const database = openDatabase(db, { mode: 'write' });
  createRunStore(database, 'next').begin({ ...definition, id: 'r_2' });
  database.close();
  const listed = (await run(undefined, [])) as { id: string; started_again: unknown }[];
  const waiting = listed.map(({ id, started_again }) => [id, started_again]);
  expect(Object.fromEntries(waiting)).toEqual({
    ...{ r_1: null, r_3: null },
    r_2: { trials: 0, bytes: 0 },
  });
});

test('a wrong id among others deletes none', async () => {
  await expect(run('delete', ['r_1', 'r_9'])).rejects.toThrow('no run r_9');
  expect(await run(undefined, [])).toHaveLength(3);
  await expect(run('delete', [])).rejects.toThrow('no run is named');
});

test('named runs are deleted, once each, damaged or not', async () => {
  expect(await run('delete', ['r_1', 'r_3', 'r_1'])).toEqual({
    deleted: [
      { id: 'r_1', bytes: 0 },
      { id: 'r_3', bytes: 0 },
    ],
  });
  expect(await run(undefined, [])).toMatchObject([{ id: 'r_2' }]);
});
