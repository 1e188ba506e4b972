// What a gateway recorded is a backend for another gateway: the same question, the same answer.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { readDatabase } from '../src/store/read-database.ts';
import { listSessions } from '../src/store/sessions.ts';

const program = join(import.meta.dirname, '..', 'bin', 'turntape.js');
const folder = mkdtempSync(join(tmpdir(), 'turntape-replay-'));
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});
const database = join(folder, 'recorded.db');

/** Starts a gateway, asks it, ends it. */
async function askGateway(backend: string, db: string, ask: (url: string) => Promise<string>) {
  const args = ['gateway', '--json', '--db', db, '--backend', backend, '--sim', 'time_scale=0'];
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.add(child);
  const { url } = await new Promise<{ url: string }>((found) => {
    createInterface({ input: child.stdout }).once('line', (line) => found(JSON.parse(line)));
  });
  const answer = await ask(url);
  const ended = new Promise((done) => child.on('close', done));
  child.kill('SIGTERM');
  await ended;
  return answer;
}

function question(content: string) {
  return async (url: string): Promise<string> => {
    const response = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: {
        ...{ 'x-api-key': 'sk-made-up', 'content-type': 'application/json' },
        'x-claude-code-session-id': '3c31133a-165c-45c5-b02d-20ef5f6e6da3',
      },
      body: JSON.stringify({
        ...{ model: 'gpt-5.5', max_tokens: 100, stream: true },
        messages: [{ role: 'user', content }],
      }),
    });
    return `${response.status} ${await response.text()}`;
  };
}

test('a recorded session answers again, and refuses what it was never asked', async () => {
  const recorded = await askGateway('sim', database, question('hello'));
  expect(recorded).toMatch(/^200 .*message_stop/s);
  const sessions = await readDatabase(database, (open) => listSessions(open));
  const client = sessions.find(({ side }) => side === 'client');
  const replayed = await askGateway(`replay:${client?.id}`, database, question('hello'));
  expect(replayed).toBe(recorded);
  const refused = await askGateway(`replay:${client?.id}`, database, question('something else'));
  expect(refused).toMatch(/not recorded.*\/input\/\d+/);

  // The arm that was recorded makes the same request still; another one does not, and is told
  // where.
  const backend = ['--session', client?.id ?? '', '--backend', `replay:${client?.id}`];
  const args = [program, 'ab', ...backend, '--json', '--db', database, '--out', folder];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder });
  const { arms } = JSON.parse(stdout);
  expect(arms.off).toMatchObject({ stopped: 0, turns: 1 });
  expect(arms.off.output_tokens).toBeGreaterThan(0);
  expect(arms.on.stopped).toBe(1);
  expect(stderr).toMatch(/\(on\) could not continue: this request was not recorded.*\/include/);
}, 60_000);
