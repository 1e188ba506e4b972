// `conform --agent` with the real clients: turntape's own servers pass every row that is played,
// and a gateway with a fault fails the row of that fault.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../../src/backends/o200k-tokenizer.ts';
import { openUpstream, withConformParameters } from '../../src/cli/conform/open-upstream.ts';
import { runCard } from '../../src/cli/conform/run-card.ts';
import { clients, playableClients } from '../../src/clients/registry.ts';
import { rows } from '../../src/conform/rows/registry.ts';
import type { Tokenizer } from '../../src/domain/tokenizer.ts';
import { clientVersion, findClient } from '../../src/experiment/links/client-program.ts';
import { findScenarios } from '../../src/experiment/sources/find-scenarios.ts';
import { faultOfRow } from '../gateways/faults/registry.ts';
import { startFaultyGateway } from '../gateways/faulty-gateway.ts';
import { isNightly } from '../nightly.ts';
import { program } from '../program.ts';
import { createSandbox, run } from './sandbox.ts';

const sandbox = createSandbox();
afterAll(() => sandbox.remove());
let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = await loadO200kTokenizer();
});

const upstream = '{upstream}';
const listen = ['--listen', '127.0.0.1:{port}', '--db', sandbox.database];
const own = {
  claude: ['gateway', '--backend', `${upstream}/v1`, '--set', 'reasoning_continuity=true'],
  codex: ['record', '--upstream-openai', upstream],
};

async function cardOf(agent: keyof typeof own) {
  const gateway = [process.execPath, program, ...own[agent], ...listen];
  const words = ['conform', '--agent', agent, '--json', '--', ...gateway];
  const { code, stdout, stderr } = await run(sandbox, words);
  expect(code, stderr + stdout).toBe(0);
  return JSON.parse(stdout);
}

test.each(['claude', 'codex'] as const)('%s: our own passes what is played', async (agent) => {
  const { gateway, rows: judged } = await cardOf(agent);
  expect(gateway).toMatch(new RegExp(`\\(${clients[agent].title} \\d+\\.\\d+\\.\\d+\\)$`));
  const verdicts = new Map<string, string>(
    judged.map(({ id, verdict }: { id: string; verdict: string }) => [id, verdict]),
  );
  const isPlayed = ({ needsNoPlay, reads }: (typeof rows)[number]): boolean =>
    needsNoPlay === true && (reads === undefined || reads === clients[agent].protocol);
  const expected = (row: (typeof rows)[number]): string => {
    if (!isPlayed(row)) return 'not-played';
    // No context was asked for.
    return row.id === 'context-as-asked' ? 'not-applicable' : 'pass';
  };
  for (const row of rows) {
    expect([row.id, verdicts.get(row.id)]).toEqual([row.id, expected(row)]);
  }
});

/**
 * Faults in what the upstream is sent and in what the client gets, one of each; the others at
 * night. More show only in what the scripted client does, such as a change of the effort.
 */
const faults = [
  ...['key-stable', 'reasoning-kept', 'event-order'],
  ...(isNightly
    ? [
        ...['session-header-spelled', 'arguments-order', 'prefix-grows', 'tools-added'],
        ...['calls-paired', 'last-message-sent', 'calls-arrive', 'usage-cached'],
      ]
    : []),
];

describe('a gateway with a fault', () => {
  const wrong = rows.filter(({ id }) => faults.includes(id)).map((row) => [row.id, row] as const);
  test.each(wrong)('fails %s', async (id, row) => {
    const [client] = playableClients;
    const [scenario] = findScenarios(['small-repository'], sandbox.folder);
    if (client === undefined || scenario === undefined) throw new Error('no client to play');
    const path = findClient(client.program, undefined, sandbox.env, sandbox.folder);
    const server = await openUpstream(
      '127.0.0.1:0',
      withConformParameters('codex-backend', []),
      tokenizer,
    );
    const gateway = await startFaultyGateway(server.url, faultOfRow[id]);
    const { card } = await runCard({
      ...{ name: 'tested', url: gateway.url, upstream: server, rows: [row], known: new Set() },
      ...{ service: 'codex-backend', model: 'gpt-5.5', apiKey: 'sk-made-up', seed: '1', tokenizer },
      realClient: {
        ...{ client, scenario, program: path, version: clientVersion(path) },
        path: sandbox.env['PATH'] ?? '',
      },
      onPlay: () => {},
    });
    await gateway.close();
    await server.close();
    expect(card.results.map(({ verdict, detail }) => [verdict, detail])).toEqual([
      ['fail', expect.any(String)],
    ]);
  });
});
