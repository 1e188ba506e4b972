// The real Claude Code through `turntape gateway` on the embedded simulator, in both arms.
import { afterAll, describe, expect, test } from 'vitest';
import {
  type ExchangeRow,
  listSessions,
  readBytes,
  type SessionRow,
  showSession,
} from './read-back.ts';
import { claudeCommand, createSandbox, run, type Sandbox } from './sandbox.ts';

const sandboxes: Sandbox[] = [];
afterAll(() => {
  for (const sandbox of sandboxes) sandbox.remove();
});

async function play(...options: string[]) {
  const sandbox = createSandbox();
  sandboxes.push(sandbox);
  // The modelled latencies, a hundred times faster.
  const quick = ['--sim', 'time_scale=0.01'];
  const args = ['gateway', '--db', sandbox.database, ...quick, ...options, '--', ...claudeCommand];
  const finished = await run(sandbox, args);
  expect(finished.code, finished.stderr).toBe(0);
  const result = finished.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; subtype?: string; is_error?: boolean })
    .find(({ type }) => type === 'result');
  expect(result).toMatchObject({ subtype: 'success', is_error: false });
  const clientSide = await listSessions(sandbox);
  const upstreamSide = await listSessions(sandbox, 'upstream');
  return { sandbox, clientSide, upstreamSide };
}

const mainOf = (sessions: SessionRow[]): SessionRow => {
  const found = sessions.filter(({ client, kind }) => client === 'claude' && kind === 'turn');
  expect(found).toHaveLength(1);
  return found[0] as SessionRow;
};

interface Item {
  type: string;
  call_id?: string;
  encrypted_content?: string;
}
const inputsOf = (sandbox: Sandbox, exchanges: readonly ExchangeRow[]): Promise<Item[][]> =>
  Promise.all(
    exchanges.map(async ({ id }) => {
      const body = JSON.parse((await readBytes(sandbox, id, 'request-body')).toString());
      return (body as { input: Item[] }).input;
    }),
  );

describe.each(['false', 'true'])('reasoning_continuity=%s', (flag) => {
  test('a loop with a parallel call, no 400, both sides recorded and linked', async () => {
    const { sandbox, clientSide, upstreamSide } = await play(
      ...['--set', `reasoning_continuity=${flag}`],
    );
    for (const { status_counts, cut, gaps } of [...clientSide, ...upstreamSide]) {
      expect({ statuses: Object.keys(status_counts), cut, gaps }).toEqual({
        ...{ statuses: ['200'], cut: 0, gaps: 0 },
      });
    }
    const client = await showSession(sandbox, mainOf(clientSide).id);
    const upstream = await showSession(sandbox, mainOf(upstreamSide).id);
    expect(client.exchanges.length).toBeGreaterThanOrEqual(3);
    expect(upstream.exchanges).toHaveLength(client.exchanges.length);
    for (const [index, exchange] of client.exchanges.entries()) {
      expect(exchange.linked_exchanges).toEqual([upstream.exchanges[index]?.id]);
      expect(upstream.exchanges[index]?.linked_exchanges).toEqual([exchange.id]);
    }

    const inputs = await inputsOf(sandbox, upstream.exchanges);
    const last = inputs.at(-1) ?? [];
    const types = last.map(({ type }) => type).join(' ');
    expect(types).toMatch(/function_call function_call/);
    const reasoning = last.filter(({ type }) => type === 'reasoning');
    // Every call round before the last produced one reasoning item.
    expect(reasoning).toHaveLength(flag === 'true' ? client.exchanges.length - 1 : 0);
    // Each input begins with the one before it.
    for (const [index, input] of inputs.slice(1).entries()) {
      const earlier = inputs[index] ?? [];
      expect(input.slice(0, earlier.length)).toEqual(earlier);
    }
    const usages = upstream.exchanges.map(({ usage }) => usage?.cached_tokens ?? 0);
    expect(Math.max(...usages.slice(1))).toBeGreaterThan(1024);
  });
});
