import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claudeTrial as trial } from '../../clients/claude/claude-trial.ts';
import { type ClientComplaint, openClientHome } from './client-home.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-home-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly msMax?: number;
  readonly signal?: AbortSignal;
}

async function prompt(script: string, limits: Run = {}): Promise<ClientComplaint | null> {
  const program = join(folder, 'client');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  const about = { url: 'http://127.0.0.1:9', model: 'gpt-5.5', key: 'sk-mine' };
  const files = { 'README.md': 'A repository.' };
  const path = process.env['PATH'] ?? '';
  const home = openClientHome({
    ...{ client: { trial }, program, path, files, about },
    ...limits,
  });
  try {
    return await home.prompt('Hello.', 0, '00000000-0000-4000-8000-000000000001');
  } finally {
    home.remove();
  }
}

test('a client runs in a private repository, with the key that was given', async () => {
  const kept = join(folder, 'kept');
  const seen = 'echo "$ANTHROPIC_API_KEY $ANTHROPIC_BASE_URL $(cat README.md)"';
  expect(await prompt(`${seen} > ${kept}`)).toBeNull();
  expect(readFileSync(kept, 'utf8')).toBe('sk-mine http://127.0.0.1:9 A repository.\n');
});

test('its complaint is how it ended, and what it said last', async () => {
  expect(await prompt('echo first; echo last >&2; exit 4')).toEqual({
    why: 'it ended with code 4',
    said: 'first\nlast',
  });
});

test('one that hangs is ended', async () => {
  const hangs = 'echo waiting; exec sleep 1000';
  const late = await prompt(hangs, { msMax: 500 });
  expect(late?.why).toMatch(/^it was not done after 0\.5 s/);
  const stop = AbortSignal.timeout(500);
  expect(await prompt(hangs, { signal: stop })).toMatchObject({ why: 'it was ended' });
});

test('a program that cannot be started is told', async () => {
  const about = { url: 'http://127.0.0.1:9', model: 'gpt-5.5' };
  const home = openClientHome({
    ...{ client: { trial }, program: join(folder, 'none'), path: '', files: {}, about },
  });
  expect((await home.prompt('Hello.', 0, 'x'))?.why).toMatch(/ENOENT/);
  home.remove();
});
