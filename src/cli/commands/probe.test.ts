import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { startSimulatorServer } from '../../backends/simulator/simulator-server.ts';
import { parseProfileFile } from '../../profiles/profile-file.ts';
import { readSimulatorParameters } from '../backends/read-simulator-files.ts';

const program = fileURLToPath(new URL('../../../bin/turntape.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'turntape-probe-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...flags: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'probe', ...flags], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('turntape probe', () => {
  test('a dry run prints every request and the cost, and sends nothing', async () => {
    let asked = 0;
    const server = await startSimulatorServer({
      host: '127.0.0.1',
      port: 0,
      createBackend() {
        asked++;
        throw new Error('asked');
      },
    });
    const { status, stdout } = run('--backend', `${server.url}/v1`, '--dry-run', '--json');
    await server.close();
    const plan = JSON.parse(stdout) as {
      requests: number;
      planned: { body: { model?: string; input?: unknown[] } }[];
      cost_usd_at_most: number;
    };
    expect([status, asked, plan.planned.length]).toEqual([0, 0, plan.requests]);
    // As it would go out, to the word.
    expect(plan.planned.every(({ body }) => body.model && body.input?.length)).toBe(true);
    expect(plan.requests).toBeLessThanOrEqual(50);
    expect(plan.cost_usd_at_most).toBeGreaterThan(0);
  });

  test('a real backend is not asked without --live', () => {
    const { status, stderr } = run('--backend', 'http://127.0.0.1:9/v1');
    expect([status, stderr]).toEqual([2, expect.stringContaining('--dry-run')]);
  });

  test('a dry run refuses a parameter that the probe would refuse', () => {
    const { status, stderr } = run('--dry-run', '--sim', 'rules_off=unknown-rule');
    expect([status, stderr]).toEqual([2, expect.stringContaining('`unknown-rule` is not one')]);
  });

  test('what it finds out about the simulator is a profile that sim takes', () => {
    const out = join(folder, 'profile.json');
    const { status, stderr } = run(
      '--sim',
      'cache_outputs=full',
      '--sim',
      'cache_quantum=128',
      '--out',
      out,
    );
    expect(status, stderr).toBe(0);
    const { label, models } = parseProfileFile(JSON.parse(readFileSync(out, 'utf8')));
    expect(label).toBe('simulated');
    expect(models[0]?.periods[0]?.rules).toMatchObject({
      cache_outputs: { value: 'full', source: expect.stringMatching(/^probe of sim on \d{4}-/) },
      cache_step: { value: 128, quantum: 128 },
    });
    expect(readSimulatorParameters(out, [])).toMatchObject({ cache_outputs: 'full' });
  });

  test("a gateway's simulator takes a profile too", async () => {
    const found = { question: 'made up', finding: 'made up', confidence: 'high', evidence: [] };
    const profile = {
      ...{ schema: 1, date: '2026-11-22', backend: 'x', model: 'gpt-5.5', label: 'measured' },
      ...{ requests: 1, answers: [] as object[] },
    };
    profile.answers.push({ ...found, parameters: { refused_models: 'gpt-5.5' }, rules_on: [] });
    const path = join(folder, 'refusing.json');
    writeFileSync(path, JSON.stringify(profile));
    const args = ['gateway', '--json', '--profile', path, '--db', join(folder, 'a.db')];
    const gateway = spawn(process.execPath, [program, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = once(gateway, 'close');
    try {
      const [line] = (await once(createInterface({ input: gateway.stdout }), 'line')) as [string];
      const answer = await fetch(`${JSON.parse(line).url}/v1/messages`, {
        method: 'POST',
        headers: { 'x-api-key': 'sk-made-up' },
        body: JSON.stringify({
          ...{ model: 'gpt-5.5', max_tokens: 100, stream: true },
          messages: [{ role: 'user', content: 'hello' }],
        }),
      });
      expect(await answer.text()).toContain('not supported when using Codex');
    } finally {
      gateway.kill('SIGTERM');
      await ended;
    }
  }, 30_000);
});
