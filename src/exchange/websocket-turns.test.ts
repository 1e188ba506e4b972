import { describe, expect, test } from 'vitest';
import { createResponseHistories, createWebSocketTurns } from './websocket-turns.ts';

const create = (rest: object): string => JSON.stringify({ type: 'response.create', ...rest });
const completed = (id: string, output: unknown[] = []): string =>
  JSON.stringify({ type: 'response.completed', response: { id, output } });

function connection(histories = createResponseHistories()) {
  const turns = createWebSocketTurns(histories);
  const body = (text: string): unknown => {
    const start = turns.fromClient(text).find((event) => event.type === 'turn-start');
    return start?.type === 'turn-start' ? JSON.parse(start.body) : undefined;
  };
  return { turns, body, histories };
}

describe('a request', () => {
  test('gets the history of the response that it names, in the place of its input', () => {
    const { turns, body } = connection();
    expect(body(create({ model: 'm', generate: false, input: ['system'], tools: [] }))).toEqual({
      model: 'm',
      input: ['system'],
      tools: [],
    });
    turns.fromUpstream(completed('r_0'));
    const first = body(
      create({ model: 'm', previous_response_id: 'r_0', input: ['ask'], tools: [] }),
    );
    expect(first).toEqual({ model: 'm', input: ['system', 'ask'], tools: [] });
    expect(Object.keys(first as object)).toEqual(['model', 'input', 'tools']);
    const done = { type: 'response.output_item.done', item: 'call' };
    turns.fromUpstream(JSON.stringify(done));
    turns.fromUpstream(completed('r_1'));
    expect(body(create({ previous_response_id: 'r_1', input: ['result'] }))).toEqual({
      input: ['system', 'ask', 'call', 'result'],
    });
  });

  test('on another connection finds the history too', () => {
    const one = connection();
    one.body(create({ input: ['a'] }));
    one.turns.fromUpstream(completed('r_1', ['b']));
    const other = connection(one.histories);
    expect(other.body(create({ previous_response_id: 'r_1', input: ['c'] }))).toEqual({
      input: ['a', 'b', 'c'],
    });
  });

  test('that names an unknown response stays as it was sent', () => {
    const { body } = connection();
    expect(body(create({ previous_response_id: 'r_9', input: ['c'] }))).toEqual({
      input: ['c'],
      previous_response_id: 'r_9',
    });
  });

  test('without output is a warm-up', () => {
    const { turns } = connection();
    expect(turns.fromClient(create({ generate: false, input: [] }))[0]).toMatchObject({
      isWarmUp: true,
    });
    expect(turns.fromClient('{"type":"response.cancel"}')).toEqual([]);
    expect(turns.fromClient('not JSON')).toEqual([]);
  });
});

test('a frame nested too deeply is not a call, and does no harm', () => {
  const { turns, body } = connection();
  const deep = `{"type":"response.create","input":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  expect(turns.fromClient(deep)).toEqual([]);
  expect(body(create({ input: ['a'] }))).toEqual({ input: ['a'] });
});

describe('a response', () => {
  test('is its messages as server-sent events, byte for byte, until it ends', () => {
    const { turns, body } = connection();
    expect(turns.fromUpstream('{"type":"early"}')).toEqual([]);
    body(create({ input: [] }));
    const odd = '{"type": "response.created" , "x":"\\u00e9"}';
    expect(turns.fromUpstream(odd)).toEqual([
      { type: 'turn-event', text: `event: response.created\ndata: ${odd}\n\n` },
    ]);
    expect(turns.fromUpstream(completed('r')).at(-1)).toEqual({ type: 'turn-end', status: 200 });
    expect(turns.fromUpstream('{"type":"late"}')).toEqual([]);
  });

  test('of an error carries its status', () => {
    const { turns, body } = connection();
    body(create({ input: [] }));
    expect(turns.fromUpstream('{"type":"error","status":429,"error":{}}').at(-1)).toEqual({
      type: 'turn-end',
      status: 429,
    });
  });
});

test('old histories are forgotten', () => {
  const histories = createResponseHistories();
  for (let index = 0; index < 40; index++) histories.set(`r_${index}`, [index], 1);
  expect(histories.get('r_7')).toBeUndefined();
  expect(histories.get('r_8')).toEqual([8]);
});

test('long histories are forgotten sooner, but never the latest', () => {
  const histories = createResponseHistories(100);
  histories.set('r_0', [0], 60);
  histories.set('r_1', [1], 60);
  expect([histories.get('r_0'), histories.get('r_1')]).toEqual([undefined, [1]]);
  histories.set('r_2', [2], 500);
  expect([histories.get('r_1'), histories.get('r_2')]).toEqual([undefined, [2]]);
  histories.set('r_3', [3], 10);
  histories.set('r_4', [4], 10);
  expect([histories.get('r_2'), histories.get('r_3')]).toEqual([undefined, [3]]);
});

test('a history counts with its request and what answered it', () => {
  const chars: number[] = [];
  const { turns } = connection({
    get: () => undefined,
    set: (_id, _items, length) => chars.push(length),
  });
  turns.fromClient(create({ input: ['x'.repeat(1000)] }));
  turns.fromUpstream(JSON.stringify({ type: 'response.output_item.done', item: 'y'.repeat(500) }));
  turns.fromUpstream(completed('r_0'));
  expect(chars[0]).toBeGreaterThan(1500);
  expect(chars[0]).toBeLessThan(1700);
});
