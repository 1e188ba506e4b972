// `ab --agent` without a real client: a small program stands in for Claude Code, asks the gateway
// what the real one asks, and says what it was started with. tests/clients/ab-agents.test.ts has
// the real ones.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import { HarnessError } from '../src/lib/harness-error.ts';
import type { Terminal } from '../src/terminal/console.ts';

/** Keeps its history in its home, runs no call, asks for a title beside the conversation. */
const fakeClient = `#!${process.execPath}
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
if (args[0] === '--version') { console.log('9.9.9 (fake)'); process.exit(0); }
const file = process.env.HOME + '/history.json';
const history = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
const session = args[args.indexOf(history.length ? '--resume' : '--session-id') + 1];
const ask = async (messages, tools) => {
  const body = JSON.stringify({ model: process.env.ANTHROPIC_MODEL, max_tokens: 1000, messages, tools,
    system: 'You help. ' + readFileSync('README.md', 'utf8') });
  const answer = await fetch(process.env.ANTHROPIC_BASE_URL + '/v1/messages', { method: 'POST', body,
    headers: { 'content-type': 'application/json', 'x-claude-code-session-id': session } });
  if (!answer.ok) { console.error(await answer.text()); process.exit(1); }
  return answer.json();
};
(async () => {
  history.push({ role: 'user', content: args[args.indexOf('-p') + 1] });
  await ask([{ role: 'user', content: 'A title, please.' }], undefined);
  for (;;) {
    const { content } = await ask(history, [{ name: 'Bash', input_schema: { type: 'object' } }]);
    history.push({ role: 'assistant', content });
    const calls = content.filter(({ type }) => type === 'tool_use');
    if (calls.length === 0) break;
    history.push({ role: 'user', content: calls.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: 'ran' })) });
  }
  writeFileSync(file, JSON.stringify(history));
  writeFileSync(process.argv[1] + '.log', JSON.stringify({ cwd: process.cwd(), env: process.env, args }));
})();
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-fake-client-'));
  writeFileSync(join(folder, 'claude'), fakeClient);
  chmodSync(join(folder, 'claude'), 0o755);
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
  expect(out).toContain('claude (off): exit code 4: no luck');
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
