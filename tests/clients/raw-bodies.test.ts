// The real Claude Code writes whole requests and responses by itself, with a subagent: they are
// imported, each agent as a session, and `explain` finds nothing lost in them.
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { listSessions } from './read-back.ts';
import { createSandbox, run, startServer } from './sandbox.ts';
import { startScriptedModel } from './scripted-model.ts';

const sandbox = createSandbox();
afterAll(() => sandbox.remove());

test('raw bodies are imported as sessions that explain reads', async () => {
  const agent = {
    name: 'Agent',
    input: {
      description: 'Look around',
      prompt: 'SCRIPT:agent',
      subagent_type: 'general-purpose',
      run_in_background: false,
    },
  };
  const list = { name: 'Bash', input: { command: 'ls', description: 'Lists files' } };
  const model = await startScriptedModel({ first: [[list], [agent]], agent: [[list]] });
  const gateway = await startServer(sandbox, [
    ...['gateway', '--backend', model.url, '--db', join(sandbox.folder, 'gateway.db')],
  ]);
  const raw = join(sandbox.folder, 'raw');
  const env = {
    ...sandbox.env,
    ANTHROPIC_BASE_URL: gateway.url,
    OTEL_LOG_RAW_API_BODIES: `file:${raw}`,
  };
  const words = ['-p', 'SCRIPT:first', '--dangerously-skip-permissions'];
  const { code, stdout, stderr } = await run({ ...sandbox, env }, words, 'claude');
  expect(code, stdout + stderr).toBe(0);
  await gateway.stop();
  await model.close();

  const imported = await run(sandbox, [
    ...['import', join(raw, 'index.jsonl'), '--db', sandbox.database, '--json'],
  ]);
  expect(imported.code, imported.stderr).toBe(0);
  expect(JSON.parse(imported.stdout)).toMatchObject({
    files: [{ format: 'claude-raw-bodies', imported: model.seen.length }],
  });
  const sessions = await listSessions(sandbox);
  expect(sessions.map(({ client, exchanges }) => [client, exchanges]).sort()).toEqual([
    ['claude', 2],
    ['claude', 3],
  ]);
  for (const { id } of sessions) {
    const explained = await run(sandbox, ['explain', id, '--db', sandbox.database]);
    expect(explained.code, explained.stderr).toBe(0);
    expect(explained.stdout).toMatch(/input tokens: \d+\.\d% cached/);
    const unimported = join(sandbox.folder, 'none.db');
    const direct = await run(sandbox, ['explain', `${raw}#${id}`, '--db', unimported]);
    expect(direct).toEqual(explained);
  }
});
