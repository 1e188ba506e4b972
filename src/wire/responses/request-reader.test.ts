import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRequestReader } from './request-reader.ts';

const encode = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const item = (content: string): object => ({ type: 'message', role: 'user', content });
const body = (input: readonly unknown[], more: object = {}): object => ({
  ...{ model: 'gpt-5.5', input, tools: [{ name: 'a' }] },
  ...more,
});
type Read = { input: object[]; tools: object[] };

describe('a body that continues from the one before', () => {
  test('gets the same objects for what was there, and new ones for what is new', () => {
    const reader = createRequestReader(1e6);
    const first = reader.read('c', encode(body([item('a'), item('b')]))) as unknown as Read;
    const next = reader.read(
      'c',
      encode(body([item('a'), item('b'), item('c')])),
    ) as unknown as Read;
    expect(next).toEqual(body([item('a'), item('b'), item('c')]));
    expect(next.input[1]).toBe(first.input[1]);
    expect(next.tools).toBe(first.tools);
  });

  test('of either protocol', () => {
    const reader = createRequestReader(1e6, 'messages');
    const asked = (...messages: object[]) => encode({ model: 'm', messages, tools: [] });
    const first = reader.read('c', asked(item('a'), item('b'))) as { messages: object[] };
    const next = reader.read('c', asked(item('a'), item('b'), item('c'))) as { messages: object[] };
    expect(next).toEqual({ model: 'm', messages: [item('a'), item('b'), item('c')], tools: [] });
    expect(next.messages[1]).toBe(first.messages[1]);
  });

  test('keeps what is the same up to where it changes', () => {
    const reader = createRequestReader(1e6);
    const first = reader.read('c', encode(body([item('a'), item('b')]))) as unknown as Read;
    const next = reader.read(
      'c',
      encode(body([item('a'), item('x')], { top: 1 })),
    ) as unknown as Read;
    expect(next).toEqual(body([item('a'), item('x')], { top: 1 }));
    expect(next.input[0]).toBe(first.input[0]);
  });
});

describe('the result is that of a plain parse', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"', '\\', '\\"', '}]', '"input":[', '"input":[]', '{"input":[{}]}', 'é😀'),
  );
  const items = fc.oneof(
    fc.record({ type: fc.constant('message'), content: texts, more: fc.jsonValue() }),
    fc.jsonValue(),
  );
  const bodies = fc.record(
    { model: texts, input: fc.array(items, { maxLength: 5 }), tools: fc.jsonValue(), z: texts },
    { requiredKeys: ['input'] },
  );

  test('for any bodies one after another', () => {
    fc.assert(
      fc.property(fc.array(bodies, { maxLength: 6 }), fc.boolean(), (sequence, isGrowing) => {
        const reader = createRequestReader(1e6);
        const input: unknown[] = [];
        for (const next of sequence) {
          input.push(...next.input);
          const value = isGrowing ? { ...sequence[0], input: [...input], z: next.z } : next;
          const text = JSON.stringify(value);
          expect(reader.read('c', encode(text))).toEqual(JSON.parse(text));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('for any cut and any changed byte of a body', () => {
    const whole = encode(body([item('a"\\'), item('b}]'), item('c')], { last: 'x' }));
    for (let at = 0; at < whole.length; at++) {
      for (const changed of [
        whole.slice(0, at),
        whole.map((byte, index) => (index === at ? 0x22 : byte)),
      ]) {
        const reader = createRequestReader(1e6);
        reader.read('c', whole);
        let plain: unknown;
        try {
          plain = JSON.parse(new TextDecoder().decode(changed));
        } catch {
          plain = undefined;
        }
        expect(reader.read('c', changed)).toEqual(plain);
      }
    }
  });

  test.each([
    '{"input":[{"a":1}],"input":[]}',
    '{"x":{"input":[{"a":1}]},"input":[{"b":2}]}',
    '{ "input": [ {"a":1} ] }',
    '{"input": [],"x":{"input":[{"a":1}]}}',
    '{"x":{"input":[{"a":1}]},"input":"b"}',
    '{"\\"input":[{"a":1}]}',
    '{"input":[{"a":1}],"input":5}',
    '["input":[{"a":1}]]',
    '{"input":[1,{"a":1}]}',
    '{"input":[{"a":1},]}',
    '{"input":[{"a":1}],"input" : [{"b":2}]}',
  ])('%s', (text) => {
    const reader = createRequestReader(1e6);
    let plain: unknown;
    try {
      plain = JSON.parse(text);
    } catch {
      plain = undefined;
    }
    for (let round = 0; round < 3; round++) expect(reader.read('c', encode(text))).toEqual(plain);
    expect(reader.read('c', encode('{"input":[{"a":1},{"c":3}],"input":[]}'))).toEqual({
      input: [],
    });
  });
});

test('bodies beyond the bound are forgotten, the oldest first', () => {
  const one = encode(body([item('x'.repeat(100))]));
  const reader = createRequestReader(one.length * 2);
  const first = reader.read('a', one) as unknown as Read;
  reader.read('b', one);
  expect((reader.read('a', one) as unknown as Read).input[0]).toBe(first.input[0]);
  reader.read('c', one);
  const b = reader.read('b', one) as unknown as Read;
  reader.read('d', one);
  reader.read('e', one);
  expect((reader.read('b', one) as unknown as Read).input[0]).not.toBe(b.input[0]);
});
