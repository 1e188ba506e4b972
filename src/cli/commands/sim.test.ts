import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { validationRules } from '../../rules/validation/registry.ts';

const program = fileURLToPath(new URL('../../../bin/turntape.js', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(...flags: string[]) {
  const child = spawn(process.execPath, [program, 'sim', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

async function run(...flags: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = start(...flags);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout, stderr };
}

/** The server's address, from its first line. */
async function addressOf(child: ReturnType<typeof start>): Promise<string> {
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { event, url } = JSON.parse(line) as { event: string; url: string };
  expect(event).toBe('listening');
  return url;
}

describe('turntape sim', () => {
  test.each([
    ['SIGTERM', 0],
    ['SIGINT', 130],
  ] as const)('names its address, answers, and ends on %s with %i', async (signal, code) => {
    const child = start('--json', '--sim', 'time_scale=0');
    const url = await addressOf(child);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const body = JSON.stringify({ model: 'gpt-5.5', input: 'hi', stream: true, store: false });
    const response = await fetch(`${url}/v1/responses`, { method: 'POST', body });
    expect(await response.text()).toContain('response.completed');
    child.kill(signal);
    expect(await once(child, 'close')).toEqual([code, null]);
  });

  test('--list-rules refuses a parameter that the server would refuse', async () => {
    const { code, stderr } = await run('--list-rules', '--sim', 'rules_off=unknown-rule');
    expect([code, stderr]).toEqual([2, expect.stringContaining('`unknown-rule` is not one')]);
  });

  test('--list-rules prints every rule with its source and the body of an example', async () => {
    const { code, stdout } = await run('--list-rules', '--json');
    const rules = JSON.parse(stdout) as { rule: string; source: string; example?: object }[];
    expect(code).toBe(0);
    expect(rules.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(validationRules.map(({ name }) => name)),
    );
    expect(rules.every(({ source }) => source !== '')).toBe(true);
    expect(rules.find(({ rule }) => rule === 'store-must-be-false')?.example).toEqual({
      status: 400,
      body: { detail: 'Store must be set to false' },
    });
  });

  test.each([
    [['--sim', 'cache_output=full'], /unknown simulator parameter.*Did you mean `cache_outputs`/],
    [['--listen', '8080'], /not an address to listen on/],
    [['--listen', '192.0.2.1:1'], /reachable from other machines.*--token/],
    [['--listen', '192.0.2.1:1', '--token', 'x'], /cannot listen on 192\.0\.2\.1:1/],
  ])('%j is one line on stderr and exit code 2', async (flags, message) => {
    const { code, stdout, stderr } = await run(...flags);
    expect([code, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
    expect(stderr).toMatch(message);
  });
});
