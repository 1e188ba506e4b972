import { expect, test } from 'vitest';
import { explainCalls, type LoggedCall, renderExplainMarkdown, toSessionCalls } from './explain.ts';
import { openSimulator } from './simulator.ts';

const long = 'A sentence that fills the first blocks of the prompt. '.repeat(400);

/** A call on the simulator, as a gateway would log it. */
async function createLog(): Promise<
  (instructions: string, texts: string[]) => Promise<LoggedCall>
> {
  const simulator = await openSimulator({ nowMs: () => 0 });
  let startedAtMs = 0;
  return async (instructions, texts) => {
    const input = texts.map((content) => ({ type: 'message', role: 'user', content }));
    const settings = { stream: true, store: false, prompt_cache_key: 'k' };
    const body = JSON.stringify({ model: 'gpt-5.5', instructions, input, ...settings });
    const headers = [['session-id', 's']] as const;
    const response = await simulator.send({ body: new TextEncoder().encode(body), headers });
    let text = '';
    for await (const { bytes } of response.body) text += Buffer.from(bytes).toString();
    startedAtMs += 1000;
    const { status } = response;
    return { protocol: 'responses', startedAtMs, headers, body, response: { status, body: text } };
  };
}

test('a log says where a prompt broke: cause, place and tokens', async () => {
  const log = await createLog();
  const calls = [
    await log(long, ['Continue']),
    await log(long, ['Continue', 'And on']),
    await log(`Now: 12:01. ${long}`, ['Continue', 'And on', 'Done?']),
  ];
  const { turns, summary } = await explainCalls({ calls: toSessionCalls(calls) });
  expect(turns.map(({ seq, lost_tokens }) => [seq, (lost_tokens ?? 0) > 1000])).toEqual([
    [0, true], // nothing was cached before the first
    [1, false],
    [2, true],
  ]);
  const places = turns[2]?.breaks.map(({ cause, pointer }) => [cause, pointer]);
  expect(places).toContainEqual(['instructions-changed', '/instructions']);
  expect(renderExplainMarkdown('my log', summary)).toContain('`instructions-changed`');
});

test('without answers the loss is not known, the place is', async () => {
  const log = await createLog();
  const calls = [await log(long, ['Continue']), await log(`Now. ${long}`, ['Continue'])];
  const { turns } = await explainCalls({
    calls: toSessionCalls(calls.map(({ response: _, ...rest }) => rest)),
    rules: 'blocks',
  });
  expect(turns.map(({ actual_cached_tokens }) => actual_cached_tokens)).toEqual([null, null]);
});

test('a parameter that does not exist is one clear line', async () => {
  const parameters = { cache_quant: 128 } as object;
  await expect(explainCalls({ calls: [], parameters })).rejects.toThrow(/`cache_quant`/);
});
