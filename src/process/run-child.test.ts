import { expect, test } from 'vitest';
import { runChild } from './run-child.ts';

const node = (script: string, environment: Record<string, string> = {}) =>
  runChild({ command: process.execPath, args: ['-e', script], environment });

test('the exit code is passed on', async () => {
  expect(await node('process.exitCode = 9')).toBe(9);
});

test('a child that a signal ended counts as 128 and the signal', async () => {
  expect(await node('process.kill(process.pid, "SIGTERM")')).toBe(143);
});

test('variables are set over those of this process', async () => {
  const script = 'process.exitCode = process.env.PATH && process.env.ADDED === "1" ? 0 : 1';
  expect(await node(script, { ADDED: '1' })).toBe(0);
});

test('a command that is missing is a usage error, and no signal handler stays behind', async () => {
  const before = process.listenerCount('SIGTERM');
  const started = runChild({ command: 'no-such-program', args: [], environment: {} });
  await expect(started).rejects.toThrow('cannot start `no-such-program`');
  expect(process.listenerCount('SIGTERM')).toBe(before);
});
