// The filter as a person uses it: real processes, stdin and stdout.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parseJson } from '../../lib/json.ts';

const program = resolve(import.meta.dirname, '../../../bin/turntape.js');
const fixture = resolve(import.meta.dirname, '../../../recordings/hand-made-tool-loop');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function stateFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-translate-'));
  folders.push(folder);
  return join(folder, 'state.json');
}

function run(args: readonly string[], stdin: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'translate', ...args], {
    input: stdin,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const request = (turn: string): string =>
  readFileSync(join(fixture, `${turn}.request.json`), 'utf8');
const response = (turn: string): string =>
  readFileSync(join(fixture, `${turn}.response.sse`), 'utf8');
const on = ['--set', 'reasoning_continuity=true'];

describe('turntape translate', () => {
  test('gives the Responses request on stdout, losses and headers on stderr', () => {
    const { status, stdout, stderr } = run(['--model', 'gpt-5.5', '--json'], request('01'));
    expect(status).toBe(0);
    expect(parseJson(stdout)).toMatchObject({ model: 'gpt-5.5', store: false, stream: true });
    const notes = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(notes).toContainEqual(expect.objectContaining({ header: 'session-id' }));
    expect(notes).toContainEqual(
      expect.objectContaining({ loss: expect.objectContaining({ feature: 'max_tokens' }) }),
    );
  });

  test('carries reasoning from call to call in a file that only its owner can read', () => {
    const state = stateFile();
    const inputs = ['01', '02', '03'].map((turn) => {
      const { stdout } = run([...on, '--state', state], request(turn));
      const answer = run([...on, '--response', '--state', state], response(turn));
      expect(answer.status, answer.stderr).toBe(0);
      return (parseJson(stdout) as { input: { type: string }[] }).input;
    });
    const reasoning = inputs.map(
      (input) => input.filter(({ type }) => type === 'reasoning').length,
    );
    expect(reasoning[0]).toBe(0);
    expect(reasoning[2]).toBeGreaterThan(0);
    const earlier = inputs[1] ?? [];
    expect(inputs[2]?.slice(0, earlier.length)).toEqual(earlier);
    expect(statSync(state).mode & 0o777).toBe(0o600);
  });

  test('gives the Anthropic stream of an answer, with its request in a file', () => {
    const { status, stdout } = run(
      ['--response', '--request', join(fixture, '01.request.json')],
      response('01'),
    );
    expect(status).toBe(0);
    expect(stdout.startsWith('event: message_start\n')).toBe(true);
    expect(stdout).toContain('event: message_stop');
  });

  test('gives the Anthropic error of an error body', () => {
    const { stdout, stderr } = run(
      ['--response', '--status', '400'],
      '{"error":{"code":"context_length_exceeded","message":"too much"}}',
    );
    expect(parseJson(stdout)).toMatchObject({ error: { type: 'invalid_request_error' } });
    expect(stdout).toContain('prompt is too long');
    expect(stderr).toContain('header status: 400');
  });

  test('echoes the turn state of a response whose headers it was given', () => {
    const state = stateFile();
    run(['--state', state], request('01'));
    const header = ['--response-header', 'x-codex-turn-state: machine-1'];
    run(['--response', '--state', state, ...header], response('01'));
    expect(run(['--state', state], request('02')).stderr).toContain(
      'header x-codex-turn-state: machine-1',
    );
  });

  test('sends nothing for what cannot be translated, and says what it is', () => {
    const tools = [{ type: 'computer_20250124', name: 'computer' }];
    const body = JSON.stringify({ ...(parseJson(request('01')) as object), tools });
    const { status, stdout, stderr } = run([], body);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/the request cannot be translated: tools\.0: .*computer/);
  });

  test('says in one line what is wrong with what it was given', () => {
    const state = stateFile();
    writeFileSync(state, '{}');
    const cases: readonly (readonly [string[], string, RegExp])[] = [
      [[], '{"model":', /stdin is not an Anthropic request: it is not JSON/],
      [[], '{"model":"a"}', /messages must be a list/],
      [['--response'], '', /cannot be translated without its request/],
      [['--state', state], request('01'), /is not a state file/],
      [['--header', 'nonsense'], request('01'), /`nonsense` is not a header/],
    ];
    for (const [args, stdin, message] of cases) {
      const { status, stdout, stderr } = run(args, stdin);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(message);
    }
  });
});
