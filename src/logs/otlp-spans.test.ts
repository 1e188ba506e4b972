import { expect, test } from 'vitest';
import type { JsonObject } from '../lib/json.ts';
import { bareLogContext } from './log-context.test-support.ts';
import { otlpSpans } from './otlp-spans.ts';

const text = (key: string, stringValue: string): JsonObject => ({ key, value: { stringValue } });
const count = (key: string, intValue: string | number): JsonObject => ({
  key,
  value: { intValue },
});

function read(...spans: readonly (readonly JsonObject[])[]) {
  const reader = otlpSpans.createReader(bareLogContext);
  return reader.read({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: spans.map((attributes, at) => ({
              traceId: 't',
              spanId: `s${at}`,
              endTimeUnixNano: '1782864000000000000',
              attributes: [...attributes],
            })),
          },
        ],
      },
    ],
  });
}

test('a span with usage is a call; integers may be text', () => {
  const [call, ...others] = read(
    [
      text('gen_ai.request.model', 'gpt-5.5'),
      text('gen_ai.conversation.id', 'c1'),
      count('gen_ai.usage.input_tokens', '1000'),
      count('gen_ai.usage.cache_read.input_tokens', 900),
      count('gen_ai.usage.cache_creation.input_tokens', 50),
      count('gen_ai.usage.output_tokens', 30),
      count('gen_ai.usage.reasoning.output_tokens', 20),
    ],
    [text('gen_ai.tool.name', 'shell')],
  );
  expect(others).toEqual([]);
  expect(call).toMatchObject({ id: 't/s0', atMs: 1_782_864_000_000 });
  expect(call?.usage).toMatchObject({
    session: 'c1',
    model: 'gpt-5.5',
    month: '2026-07',
    inputTokens: 1000,
    cachedTokens: 900,
    cacheWriteTokens: 50,
    outputTokens: 30,
    reasoningTokens: 20,
  });
});

test('what turntape’s simulator answered is not usage', () => {
  const input = count('gen_ai.usage.input_tokens', 10);
  expect(read([input, text('turntape.label', 'measured')])).toHaveLength(1);
  expect(read([input, text('turntape.label', 'simulated')])).toEqual([]);
});

test('a counter that is not there is not known; a session without a name is its trace', () => {
  const [call] = read([count('gen_ai.usage.input_tokens', 10)]);
  expect(call?.usage).toMatchObject({
    session: 't',
    inputTokens: 10,
    cachedTokens: null,
    outputTokens: null,
    reasoningTokens: null,
  });
});
