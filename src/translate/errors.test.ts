import { describe, expect, test } from 'vitest';
import type { AnthropicErrorType } from '../wire/anthropic/message.ts';
import {
  errorAsResponse,
  isReasoningRefusal,
  refuseUnsupported,
  translateErrorResponse,
  translateFailure,
} from './errors.ts';

const json = JSON.stringify;
const error = (code: string | null, message: string, more: object = {}): string =>
  json({ error: { message, type: 'invalid_request_error', param: null, code, ...more } });

const responses: readonly {
  name: string;
  status: number;
  headers?: [string, string][];
  body: string;
  expected: { status: number; type: AnthropicErrorType; message?: RegExp; headers?: object };
}[] = [
  {
    name: 'a context overflow says what makes Claude Code compact',
    status: 400,
    body: error(
      'context_length_exceeded',
      'Your input exceeds the context window of this model. Please adjust your input and try again.',
    ),
    expected: { status: 400, type: 'invalid_request_error', message: /^prompt is too long: / },
  },
  {
    name: 'a context overflow is known by its text too',
    status: 413,
    body: json({ detail: 'exceeds the context window' }),
    expected: { status: 400, type: 'invalid_request_error', message: /^prompt is too long: / },
  },
  {
    name: 'a rate limit keeps its retry-after',
    status: 429,
    headers: [['Retry-After', '2']],
    body: error('rate_limit_exceeded', 'Rate limit reached.'),
    expected: { status: 429, type: 'rate_limit_error', headers: { 'retry-after': '2' } },
  },
  {
    name: 'a rate limit that names its seconds in the text gets a retry-after',
    status: 429,
    body: error('rate_limit_exceeded', 'Rate limit reached. Please try again in 1.7s.'),
    expected: { status: 429, type: 'rate_limit_error', headers: { 'retry-after': '2' } },
  },
  {
    name: 'a rate limit may name minutes',
    status: 429,
    body: error('rate_limit_exceeded', 'Please try again in 1m2.5s. Visit the page of limits.'),
    expected: { status: 429, type: 'rate_limit_error', headers: { 'retry-after': '63' } },
  },
  {
    name: 'a wait in milliseconds is one in seconds, rounded up',
    status: 429,
    headers: [['retry-after-ms', '1500']],
    body: '',
    expected: { status: 429, type: 'rate_limit_error', headers: { 'retry-after': '2' } },
  },
  {
    name: 'a body that is too large can be mended by compacting',
    status: 413,
    body: '<html>Request Entity Too Large</html>',
    expected: { status: 400, type: 'invalid_request_error', message: /^prompt is too long: / },
  },
  ...[408, 409, 425, 499].map((status) => ({
    name: `a ${status} is worth another try`,
    status,
    body: '',
    expected: { status: 502, type: 'api_error' } as const,
  })),
  {
    name: 'an exhausted plan is not worth a retry',
    status: 429,
    body: json({
      error: {
        type: 'usage_limit_reached',
        message: 'The usage limit has been reached',
        resets_in_seconds: 3600.5,
      },
    }),
    expected: {
      status: 429,
      type: 'rate_limit_error',
      headers: { 'retry-after': '3601', 'x-should-retry': 'false' },
    },
  },
  {
    name: 'a missing quota is no rate limit',
    status: 429,
    body: error('insufficient_quota', 'You exceeded your current quota.'),
    expected: { status: 403, type: 'permission_error', headers: {} },
  },
  {
    name: 'an overloaded server is overloaded',
    status: 503,
    body: json({ error: { code: 'server_is_overloaded', message: 'Try again later.' } }),
    expected: { status: 529, type: 'overloaded_error' },
  },
  {
    name: 'a model at capacity is overloaded, whatever the status',
    status: 400,
    body: json({ detail: 'The selected model is at capacity.' }),
    expected: { status: 529, type: 'overloaded_error' },
  },
  {
    name: 'a refused login stays one',
    status: 401,
    body: json({ detail: 'Unauthorized' }),
    expected: { status: 401, type: 'authentication_error', message: /^Unauthorized$/ },
  },
  {
    name: 'a detail body keeps its text',
    status: 400,
    body: json({ detail: 'Store must be set to false' }),
    expected: {
      status: 400,
      type: 'invalid_request_error',
      message: /^Store must be set to false$/,
    },
  },
  {
    name: 'a server error never becomes a 400',
    status: 500,
    body: error('invalid_request_error', 'boom'),
    expected: { status: 502, type: 'api_error' },
  },
  {
    name: 'a body that is not JSON is passed on as text',
    status: 502,
    body: '<html>Bad gateway</html>',
    expected: { status: 502, type: 'api_error', message: /Bad gateway/ },
  },
  {
    name: 'an empty body says the status',
    status: 504,
    body: '',
    expected: { status: 502, type: 'api_error', message: /504/ },
  },
  {
    name: 'an unknown model is not found',
    status: 404,
    body: error('model_not_found', 'The model does not exist.'),
    expected: { status: 404, type: 'not_found_error' },
  },
];

describe('an upstream error response', () => {
  for (const { name, status, headers, body, expected } of responses) {
    test(name, () => {
      const translated = translateErrorResponse(status, headers ?? [], body);
      expect(translated.status).toBe(expected.status);
      expect(translated.body.error.type).toBe(expected.type);
      if (expected.message) expect(translated.body.error.message).toMatch(expected.message);
      if (expected.headers)
        expect(Object.fromEntries(translated.headers)).toEqual(expected.headers);
    });
  }
});

describe('a failure inside a stream', () => {
  const cases: readonly [string | null, string, number, AnthropicErrorType][] = [
    ['server_is_overloaded', 'Our servers are currently overloaded.', 529, 'overloaded_error'],
    ['rate_limit_exceeded', 'Please try again in 250ms.', 429, 'rate_limit_error'],
    ['context_length_exceeded', 'Your input exceeds it.', 400, 'invalid_request_error'],
    ['server_error', 'An error occurred.', 500, 'api_error'],
    ['invalid_prompt', 'Invalid prompt.', 400, 'invalid_request_error'],
    [null, 'something', 500, 'api_error'],
  ];
  for (const [code, message, status, type] of cases) {
    test(`${code} becomes ${status} ${type}`, () => {
      const translated = translateFailure({ code, message, status: null });
      expect([translated.status, translated.body.error.type]).toEqual([status, type]);
    });
  }

  test('that becomes a response keeps its text and its wait', () => {
    const { body } = translateFailure({
      code: 'rate_limit_exceeded',
      message: 'Please try again in 1.7s.',
      status: null,
    });
    expect(errorAsResponse(body)).toEqual({ status: 429, headers: [['retry-after', '2']], body });
  });
});

describe('a request that no translation can express', () => {
  const loss = { feature: 'server-tool', pointer: '/tools/1', detail: 'It has no counterpart.' };
  test('is refused with its place', () => {
    expect(refuseUnsupported([{ ...loss, kind: 'unsupported' }])?.error).toEqual({
      type: 'invalid_request_error',
      message: 'tools.1: It has no counterpart.',
    });
  });
  test('is not one that only loses something', () => {
    expect(refuseUnsupported([{ ...loss, kind: 'dropped' }])).toBeNull();
  });
});

describe('a refusal of reasoning', () => {
  const refusals: readonly [number, string][] = [
    [400, error('invalid_encrypted_content', 'The encrypted content gAAA could not be verified.')],
    [400, error(null, 'The encrypted content for item rs_1 could not be verified.')],
    [
      400,
      error(
        null,
        "Item 'rs_1' of type 'reasoning' was provided without its required following item.",
      ),
    ],
    [
      400,
      error(
        null,
        "Item 'fc_1' of type 'function_call' was provided without its required 'reasoning' item: 'rs_1'.",
      ),
    ],
    [
      404,
      error(
        null,
        "Item with id 'rs_1' not found. Items are not persisted when `store` is set to false.",
      ),
    ],
    [400, error(null, 'Duplicate item found with id rs_1. Remove duplicate items.')],
  ];
  for (const [status, body] of refusals) {
    test(`is known: ${body.slice(0, 90)}`, () =>
      expect(isReasoningRefusal(status, body)).toBe(true));
  }

  const others: readonly [number, string][] = [
    [400, error('context_length_exceeded', 'Your input exceeds the context window.')],
    [400, error(null, 'No tool output found for function call call_1.')],
    [500, error('invalid_encrypted_content', 'The encrypted content could not be verified.')],
    [404, error('model_not_found', 'The model does not exist.')],
    [400, ''],
  ];
  for (const [status, body] of others) {
    test(`is not seen in ${status} ${body.slice(0, 80)}`, () =>
      expect(isReasoningRefusal(status, body)).toBe(false));
  }
});
