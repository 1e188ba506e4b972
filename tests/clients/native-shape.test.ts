// The arm `native` against the installed Codex CLI: on every generation of models the client sends
// the fields that the arm sends, with the same values where the session does not decide them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../../src/backends/o200k-tokenizer.ts';
import { createDefaultAgent } from '../../src/backends/simulator/default-agent.ts';
import { createSimulator } from '../../src/backends/simulator/simulator.ts';
import { startSimulatorServer } from '../../src/backends/simulator/simulator-server.ts';
import type { BackendRequest } from '../../src/domain/backend.ts';
import { defaultSimulatorParameters } from '../../src/profiles/simulator-parameters.ts';
import type { TrialSetup } from '../../src/runner/agents/agent.ts';
import {
  nativeBasePrompt,
  nativeHeaders,
  nativeRequest,
  nativeTools,
} from '../../src/runner/agents/native-request.ts';
import { loadScenario } from '../../src/scenarios/load.ts';
import type { ResponsesRequest } from '../../src/wire/responses/request.ts';
import { codexCommand, createSandbox, run } from './sandbox.ts';

const sandbox = createSandbox();
afterAll(() => sandbox.remove());

interface Shape {
  readonly fields: readonly string[];
  readonly firstItem: string;
  readonly settings: unknown;
  readonly headers: readonly string[];
}

/** Members of the body that depend on the product around the client, not on its contract. */
const ofTheProduct = ['text', 'client_metadata'];
const compared = /^(session-id|thread-id|x-client-request-id|accept|content-type|x-openai-.*)$/;

function shapeOf(body: ResponsesRequest, headers: BackendRequest['headers']): Shape {
  const { tool_choice, parallel_tool_calls, reasoning, store, include, stream } = body;
  const [first] = body.input;
  return {
    fields: Object.keys(body).filter((name) => !ofTheProduct.includes(name)),
    firstItem: `${first?.type} ${String((first as { role?: string } | undefined)?.role)}`,
    settings: {
      ...{ tool_choice, parallel_tool_calls, store, include, stream },
      ...{ context: reasoning?.context, members: Object.keys(reasoning ?? {}) },
    },
    headers: headers
      .filter(([name]) => compared.test(name.toLowerCase()))
      .map(([name, value]) => (name.startsWith('x-openai') ? `${name}: ${value}` : name))
      .sort(),
  };
}

function nativeShape(model: string): Shape {
  const scenario = loadScenario(
    [
      '{name: s, description: d, situation: s, system: [s]',
      'request: {output_config: {effort: medium}}, turns: [{user: u, steps: [{text: t}]}]}',
    ].join(', '),
    's.yaml',
  );
  const tools = nativeTools([{ name: 'ls', input_schema: {} }], new Set(['ls']));
  const input = nativeBasePrompt(scenario.system);
  const body = nativeRequest({ scenario, model } as TrialSetup, 'thread', input, tools);
  return shapeOf(body, nativeHeaders(model, 'session', 'thread', undefined));
}

async function codexShape(model: string): Promise<{ shape: Shape; statuses: number[] }> {
  const tokenizer = await loadO200kTokenizer();
  const sent: BackendRequest[] = [];
  const statuses: number[] = [];
  const server = await startSimulatorServer({
    ...{ host: '127.0.0.1', port: 0 },
    createBackend(account) {
      const backend = createSimulator({
        ...{ tokenizer, agent: createDefaultAgent(), account, nowMs: Date.now, pace: 'real' },
        parameters: { ...defaultSimulatorParameters, time_scale: 0, rules_on: 'lite-required' },
        seed: 'native',
      });
      return {
        ...backend,
        async send(request, signal) {
          const answer = await backend.send(request, signal);
          sent.push(request);
          statuses.push(answer.status);
          return answer;
        },
      };
    },
  });
  const home = join(sandbox.folder, model);
  mkdirSync(home);
  const config = [
    ...[`model = "${model}"`, 'model_reasoning_effort = "medium"', 'model_provider = "local"'],
    ...['[model_providers.local]', 'name = "Local"', `base_url = "${server.url}/v1"`],
    ...['wire_api = "responses"', 'env_key = "OPENAI_API_KEY"'],
  ];
  writeFileSync(join(home, 'config.toml'), `${config.join('\n')}\n`);
  const [command = '', ...args] = codexCommand;
  const finished = await run(
    { ...sandbox, env: { ...sandbox.env, CODEX_HOME: home } },
    args,
    command,
  );
  await server.close();
  expect(finished.code, finished.stderr + finished.stdout).toBe(0);
  const [first] = sent;
  if (first === undefined) throw new Error('Codex CLI sent nothing');
  const body = JSON.parse(new TextDecoder().decode(first.body)) as ResponsesRequest;
  return { shape: shapeOf(body, first.headers), statuses };
}

test.each(['gpt-5.5', 'gpt-5.6-sol', 'gpt-6.1-sol'])('%s', async (model) => {
  const { shape, statuses } = await codexShape(model);
  expect(nativeShape(model)).toEqual(shape);
  // Codex CLI keeps the contract that the simulator holds it to.
  expect(statuses).toEqual(statuses.map(() => 200));
});
