// `ab --agent` without a real client: a small program stands in for Claude Code, asks the gateway
// what the real one asks, and says what it was started with. tests/clients/ab-agents.test.ts has
// the real ones.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import { HarnessError } from '../src/lib/harness-error.ts';
import type { Terminal } from '../src/terminal/console.ts';
import { writeFakeClaude } from './fake-claude.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-fake-client-'));
  writeFakeClaude(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function turntape(argv: string): Promise<string> {
  let out = '';
  const terminal: Terminal = {
    ...{ env: { PATH: '/usr/bin:/bin', SECRET: 'of the user' }, cwd: folder },
    ...{ colour: false, quiet: false, childOwnsStdout: false, bytes: () => {}, note: () => {} },
    result: (text) => {
      out += text;
    },
    json: (value) => {
      out += JSON.stringify(value);
    },
    error: (text) => {
      out += text;
    },
  };
  try {
    await runCommandLine([...argv.split(' '), '--db', join(folder, 'a.db')], terminal);
  } catch (error) {
    if (error instanceof HarnessError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return out;
}

const fixed = '--sim cache_outputs=none --sim cache_quantum=128 --format json';

test('plays every user turn in a private copy of the repository, through the gateway of the arm', async () => {
  const out = await turntape(`ab --agent claude --client-path . ${fixed}`);
  const { arms, versions, label } = JSON.parse(out);
  expect({ label, claude: versions.claude }).toEqual({ label: 'simulated', claude: '9.9.9' });
  // Five steps of the script and two titles.
  expect(arms.off).toMatchObject({ trials: 1, stopped: 0, turns: 7, reasoning_tokens_replayed: 0 });
  // 320, then 320 and 192; the second user turn drops these, and has 256 of its own.
  expect(arms.on).toMatchObject({ stopped: 0, turns: 7, reasoning_tokens_replayed: 1088 });
  const { cwd, env, args } = JSON.parse(readFileSync(join(folder, 'claude.log'), 'utf8'));
  expect(args).toContain('--resume');
  expect(env).not.toHaveProperty('SECRET');
  expect(env.HOME.startsWith(join(cwd, '..'))).toBe(true);
  expect(existsSync(cwd)).toBe(false);
});

test('a client that fails is an outcome, with what it said', async () => {
  writeFileSync(join(folder, 'claude'), '#!/bin/sh\necho "no luck" >&2\nexit 4\n');
  const out = await turntape(`ab --agent claude --client-path claude --arm off ${fixed}`);
  expect(out).toContain('claude (off): it ended with code 4: no luck');
  expect(JSON.parse(out.slice(out.indexOf('{'))).arms.off).toMatchObject({ stopped: 1 });
});

test.each([
  ['--agent claude', /configuration: there is no `claude` on the PATH/],
  ['--agent codex --client-path /nowhere', /there is no `codex` at \/nowhere/],
  ['--agent codex --arm off', /it is the one reference arm `native`/],
  ['--agent claude --arm native', /`native` and other gateways are not arms of it/],
  ['--agent claude --client-path . plain-tool-loop', /ships no repository for claude/],
  ['--agent claude --backend openai', /plays on the simulator only/],
  ['--client-path .', /--client-path is for a real client/],
])('ab %s: one clear line', async (flags, expected) => {
  expect(await turntape(`ab ${flags}`)).toMatch(expected);
});
