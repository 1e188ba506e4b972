// The card: our own gateway passes every row with every carrier, and every row fails on a gateway
// that has its fault. Without a gateway that asks the upstream no row passes.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { carrierNames } from '../src/carriers/registry.ts';
import {
  type OpenUpstream,
  openUpstream,
  withConformParameters,
} from '../src/cli/conform/open-upstream.ts';
import { readClient } from '../src/cli/conform/read-client.ts';
import { runCard } from '../src/cli/conform/run-card.ts';
import { type CardDocument, documentOf, exitCodeOfCard } from '../src/conform/card-document.ts';
import type { Row } from '../src/conform/row.ts';
import { rows } from '../src/conform/rows/registry.ts';
import type { Tokenizer } from '../src/domain/tokenizer.ts';
import type { AnthropicRequest } from '../src/wire/anthropic/request.ts';
import { faultOfRow } from './gateways/faults/registry.ts';
import { startFaultyGateway } from './gateways/faulty-gateway.ts';

let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = await loadO200kTokenizer();
});
/** What Claude Code sent when the fixture was recorded. */
const realClient = readClient(join(import.meta.dirname, '../recordings/claude-code-tool-loop'));

const open: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function upstreamOf(): Promise<OpenUpstream> {
  const upstream = await openUpstream(
    '127.0.0.1:0',
    withConformParameters('codex-backend', []),
    tokenizer,
  );
  open.push(upstream);
  return upstream;
}

async function cardOf(
  url: string,
  upstream: OpenUpstream,
  chosen: readonly Row[],
  client?: AnthropicRequest,
) {
  const { card } = await runCard({
    ...{
      name: 'tested',
      url,
      upstream,
      rows: chosen,
      known: new Set<string>(),
      service: 'codex-backend' as const,
    },
    ...{ model: 'gpt-5.5', apiKey: 'turntape', seed: '1', tokenizer, onPlay: () => {}, client },
  });
  return documentOf(card, {
    turntape: '0',
    date: '2026-01-01',
    model: 'gpt-5.5',
    service: 'codex-backend',
  });
}

const failed = ({ rows: judged }: CardDocument): string[] =>
  judged
    .filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable')
    .map(({ id, verdict, detail }) => `${id} ${verdict}: ${detail}`);

// Each play waits for what its clients wait for: side by side they wait once.
describe('our own gateway passes every row', () => {
  test.concurrent.each(carrierNames)('with the carrier %s', async (reasoning_carrier) => {
    const upstream = await upstreamOf();
    const gateway = await startFaultyGateway(upstream.url, {}, { reasoning_carrier });
    open.push(gateway);
    const card = await cardOf(gateway.url, upstream, rows, realClient);
    expect(failed(card)).toEqual([]);
    expect(exitCodeOfCard(card, 'warning')).toBe(0);
  });
});

describe('a gateway with a fault fails its row', () => {
  test.concurrent.each(rows.map((row) => [row.id, row] as const))('%s', async (id, row) => {
    const fault = faultOfRow[id];
    if (fault === undefined) throw new Error(`no fault for the row ${id}`);
    const upstream = await upstreamOf();
    const gateway = await startFaultyGateway(upstream.url, fault);
    const card = await cardOf(gateway.url, upstream, [row]);
    await gateway.close();
    expect(card.rows.map(({ verdict, detail }) => [verdict, detail])).toEqual([
      ['fail', expect.any(String)],
    ]);
    expect(exitCodeOfCard(card, 'warning')).toBe(1);
  });

  test('and every fault is that of a row', () => {
    const ids = rows.map(({ id }) => id);
    expect(Object.keys(faultOfRow).filter((id) => !ids.includes(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('without requests to the upstream there is nothing to pass', () => {
  const message = {
    ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'gpt-5.5', stop_sequence: null },
    ...{ content: [{ type: 'text', text: 'From a cache.' }], stop_reason: 'end_turn' },
    usage: { input_tokens: 1, output_tokens: 1 },
  };
  /** What a gateway does with each request. */
  const wrong: Record<string, ((upstream: string) => Promise<unknown>) | null> = {
    'that is down': null,
    'that answers by itself': async () => message,
    'that sends an empty input': async (upstream) => {
      const body = { model: 'gpt-5.5', input: [], store: false, stream: true };
      await fetch(`${upstream}/v1/responses`, { method: 'POST', body: JSON.stringify(body) });
      return message;
    },
  };

  test.concurrent.each(Object.keys(wrong))('a gateway %s', async (name) => {
    const upstream = await upstreamOf();
    const answer = wrong[name];
    const server = createServer(async (_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify((await answer?.(upstream.url)) ?? null));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    if (answer === null) server.close();
    const card = await cardOf(`http://127.0.0.1:${port}`, upstream, rows);
    server.close();
    expect(new Set(card.rows.map(({ verdict }) => verdict))).toEqual(new Set(['invalid']));
    expect(exitCodeOfCard(card, 'warning')).toBe(3);
  });

  test.concurrent('a gateway that answers by itself after a while passes no row of those plays', async () => {
    const upstream = await upstreamOf();
    const honest = await startFaultyGateway(upstream.url);
    open.push(honest);
    let asked = 0;
    const server = createServer(async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      if (++asked <= 2) {
        const headers = { 'x-api-key': 'k', 'x-claude-code-session-id': 'one' };
        const body = Buffer.concat(pieces).toString('utf8');
        const answer = await fetch(honest.url + request.url, { method: 'POST', headers, body });
        response.end(await answer.text());
      } else response.end(JSON.stringify(message));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const card = await cardOf(`http://127.0.0.1:${port}`, upstream, rows);
    server.close();
    const passed = card.rows.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id);
    // Those alone that the honest answers of the first play are enough for.
    const first = rows.filter(({ plays }) => plays.every((name) => name === 'basic'));
    expect(passed.filter((id) => first.every((row) => row.id !== id))).toEqual([]);
    expect(exitCodeOfCard(card, 'warning')).toBe(3);
  });
});
