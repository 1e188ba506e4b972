// The real Claude Code through the gateway on the simulator: a loop, a resume, a compaction and a
// turn after it, in both arms. It complains about nothing that it would not complain about
// elsewhere.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { complaintsOf, startHealthyUpstream } from './complaints.ts';
import { listSessions } from './read-back.ts';
import { createSandbox, type Finished, run, type Sandbox, startServer } from './sandbox.ts';

const sandboxes: Sandbox[] = [];
afterAll(() => {
  for (const sandbox of sandboxes) sandbox.remove();
});
function sandboxFor(): Sandbox {
  const sandbox = createSandbox();
  sandboxes.push(sandbox);
  return sandbox;
}

async function ask(sandbox: Sandbox, url: string, prompt: string, ...more: string[]) {
  const flags = ['--output-format', 'stream-json', '--verbose', '--dangerously-skip-permissions'];
  const env = { ...sandbox.env, ANTHROPIC_BASE_URL: url };
  const finished = await run({ ...sandbox, env }, ['-p', prompt, ...flags, ...more], 'claude');
  expect(finished.code, finished.stdout + finished.stderr).toBe(0);
  return finished;
}

/** What Claude Code says where nothing is wrong: that it does not know the model's name. */
let elsewhere: string[];
beforeAll(async () => {
  const upstream = await startHealthyUpstream('anthropic');
  const finished = await ask(sandboxFor(), upstream.url, 'Say something.');
  await upstream.close();
  expect(finished.stdout).toContain('All is well.');
  elsewhere = complaintsOf(finished);
});

test.each([['not found\n', '{"type":"result","subtype":"error_during_execution"}\n']])(
  'what a client complains about is seen: the tests here can fail',
  (stderr, stdout) => {
    const finished: Finished = { code: 0, stdout, stderr };
    expect(complaintsOf(finished)).toEqual(['event result error_during_execution', 'not found']);
  },
);

describe.each(['false', 'true'])('reasoning_continuity=%s', (flag) => {
  test('a loop, a resume, a compaction: no error that a healthy upstream would not give', async () => {
    const sandbox = sandboxFor();
    const gateway = await startServer(sandbox, [
      ...['gateway', '--db', sandbox.database, '--sim', 'time_scale=0'],
      ...['--set', `reasoning_continuity=${flag}`],
    ]);
    const finished = [
      await ask(sandbox, gateway.url, 'Look around.'),
      await ask(sandbox, gateway.url, 'Again.', '--continue'),
      await ask(sandbox, gateway.url, '/compact', '--continue'),
      await ask(sandbox, gateway.url, 'Once more.', '--continue'),
    ];
    await gateway.stop();
    expect(finished[2]?.stdout).toContain('"compact_result":"success"');
    expect(finished[3]?.stdout).toContain('now it is done.');
    for (const each of finished) {
      expect(elsewhere).toEqual(expect.arrayContaining(complaintsOf(each)));
    }
    const sessions = [
      ...(await listSessions(sandbox)),
      ...(await listSessions(sandbox, 'upstream')),
    ];
    for (const { status_counts, cut } of sessions) {
      expect([Object.keys(status_counts), cut]).toEqual([['200'], 0]);
    }
  });
});
