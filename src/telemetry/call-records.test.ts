import { expect, test } from 'vitest';
import { genAiNames, metricNames, turntapeNames } from '../domain/gen-ai-names.ts';
import type { ExplainedCall } from '../explain/explain-call.ts';
import type { TelemetryCall } from './call.ts';
import { callContent, callMeasures, callSpan, contentBytesMax } from './call-records.ts';
import { instruments } from './instruments.ts';

const shared = { header: null, before: 'old words', now: 'new words' } as const;
const explained: ExplainedCall = {
  ...{ seq: 1, id: 'x_1', model: 'gpt-5.5', scale: 1, continues: 0, continues_session: null },
  ...{ input_tokens: 900, theoretical_cached_tokens: 800, actual_cached_tokens: 100 },
  ...{ reusable_tokens: 700, lost_tokens: 600, repeats: null },
  breaks: [
    { ...shared, cause: 'block-rounding', pointer: null, byte: null, by: null, tokens_lost: 90 },
    {
      ...{ ...shared, cause: 'tools-reordered', pointer: '/tools/1', byte: 42, by: 'client' },
      tokens_lost: 520,
    },
    { ...shared, cause: 'unexpected-hit', pointer: null, byte: null, by: null, tokens_lost: -10 },
  ],
};
const call: TelemetryCall = {
  ...{ id: 'x_1', protocol: 'responses', model: 'gpt-5.5', responseModel: 'gpt-5.5-2026' },
  ...{ effort: 'high', isStreamed: true, conversation: 'c1', startMs: 1000, endMs: 3500 },
  usage: {
    ...{ inputTokens: 900, cachedTokens: 100, cacheWriteTokens: 7 },
    ...{ outputTokens: 50, reasoningTokens: 30 },
  },
  ...{ firstChunkMs: 250, status: 200, errorType: null, explained, label: 'measured', own: {} },
};
const place = { root: 's_1', parentSpanId: 'ab'.repeat(8) };

test('a value is written under its name and under every alias', () => {
  const { attributes } = callSpan(call, place);
  const values = { input: 900, cached: 100, written: 7, output: 50, reasoning: 30 } as const;
  for (const [key, value] of Object.entries(values)) {
    const { name, aliases } = genAiNames[key as keyof typeof values];
    for (const each of [name, ...aliases]) expect(attributes).toHaveProperty([each], value);
  }
  expect(attributes).toMatchObject({
    'gen_ai.provider.name': 'openai',
    'gen_ai.conversation.id': 'c1',
    'session.id': 'c1',
    'gen_ai.request.reasoning.level': 'high',
    'gen_ai.response.time_to_first_chunk': 0.25,
  });
});

test('the largest cause is told in full, and nothing that was sent is quoted', () => {
  const { attributes } = callSpan(call, place);
  expect(attributes).toMatchObject({
    [turntapeNames.cause]: 'tools-reordered',
    [turntapeNames.pointer]: '/tools/1',
    [turntapeNames.byte]: 42,
    [turntapeNames.by]: 'client',
    [turntapeNames.lostTokens]: 600,
    [turntapeNames.causes]: ['tools-reordered 520', 'block-rounding 90', 'unexpected-hit -10'],
  });
  expect(JSON.stringify(attributes)).not.toContain('words');
});

test('what is not known is left out', () => {
  const bare = { ...call, usage: null, explained: null, model: '', responseModel: null };
  const { name, attributes } = callSpan({ ...bare, firstChunkMs: null, status: null }, place);
  expect(name).toBe('chat');
  expect(Object.values(attributes)).not.toContain(null);
  expect(Object.keys(attributes).filter((one) => one.includes('usage'))).toEqual([]);
});

test('a call that a gateway translated has its tokens in the span below', () => {
  const { kind, attributes } = callSpan(call, place, true);
  expect(kind).toBe('server');
  expect(Object.keys(attributes).filter((one) => /usage|token_count/.test(one))).toEqual([]);
});

test('simulated tokens have a provider that does not exist', () => {
  const { attributes } = callSpan({ ...call, label: 'simulated' }, place);
  expect(attributes['gen_ai.provider.name']).toBe('turntape.simulator');
  const [first] = callMeasures({ ...call, label: 'simulated' });
  expect(first?.attributes).toMatchObject({ 'gen_ai.provider.name': 'turntape.simulator' });
});

test('measures count tokens once, and lost ones by cause', () => {
  const measures = callMeasures(call);
  const valuesOf = (name: string) =>
    measures.filter((one) => one.name === name).map(({ value }) => value);
  expect(valuesOf(metricNames.input)).toEqual([900]);
  expect(valuesOf(metricNames.cached)).toEqual([100]);
  expect(valuesOf(metricNames.duration)).toEqual([2.5]);
  expect(valuesOf(metricNames.lost)).toEqual([90, 520]);
  for (const { name } of measures) expect(instruments).toHaveProperty([name]);
});

test('a body that is too long is cut, and said to be', () => {
  const exchange = {
    headers: [],
    response: null,
    body: new Uint8Array(contentBytesMax + 1).fill(97),
  };
  const { attributes, bytes } = callContent(call, exchange, 's_1');
  expect(bytes).toBe(contentBytesMax);
  expect(attributes).toMatchObject({
    [turntapeNames.isCut]: true,
    [turntapeNames.requestBytes]: contentBytesMax + 1,
  });
});
