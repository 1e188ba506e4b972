// `ab` with the real clients on the simulator: Claude Code through the gateway of each arm, and
// Codex CLI as the reference, both on the small repository that a scenario ships.
import { afterAll, expect, test } from 'vitest';
import { createSandbox, run } from './sandbox.ts';

const sandbox = createSandbox();
afterAll(() => sandbox.remove());

async function play(...flags: string[]) {
  const fixed = ['--sim', 'cache_outputs=none', '--sim', 'cache_quantum=128'];
  const words = ['ab', ...flags, ...fixed, '--json', '--db', sandbox.database];
  const { code, stdout, stderr } = await run(sandbox, words);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

/** 320, then 320 and 192; the second user turn drops these, and has 256 of its own. */
const replayed = 1088;
const played = { trials: 1, stopped: 0, error_400: { sessions: 0, attempts: 0 } };

test('Claude Code plays the scenario in both arms', { timeout: 120_000 }, async () => {
  const { arms, versions } = await play('--agent', 'claude');
  expect(versions.claude).toMatch(/^\d+\.\d+\.\d+$/);
  expect(arms.off).toMatchObject({ ...played, reasoning_tokens_replayed: 0 });
  expect(arms.on).toMatchObject({ ...played, reasoning_tokens_replayed: replayed });
});

test('Codex CLI plays it as the reference', { timeout: 120_000 }, async () => {
  const { arms } = await play('--agent', 'codex');
  expect(Object.keys(arms)).toEqual(['native']);
  expect(arms.native).toMatchObject({ ...played, reasoning_tokens_replayed: replayed });
});
