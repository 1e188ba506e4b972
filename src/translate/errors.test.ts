import { describe, expect, test } from 'vitest';
import type { AnthropicErrorType } from '../wire/anthropic/message.ts';
import { refuseUnsupported, translateFailure } from './errors.ts';
import { readFailure } from './read-failure.ts';

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
  ...(
    [
      ['in words', 'Please retry after 20 seconds.', {}, '20'],
      ['in minutes, in words', 'Try again in 2 minutes.', {}, '120'],
      ['beside the message', 'Busy.', { retry_after: 12 }, '12'],
      ['beside the message, in milliseconds', 'Busy.', { retry_after_ms: 1500 }, '2'],
      ["in Google's details", 'Busy.', { details: [{}, { retryDelay: '34s' }] }, '34'],
    ] as const
  ).map(([how, message, beside, seconds]) => ({
    name: `a wait ${how}`,
    status: 429,
    body: JSON.stringify({ error: { message, ...beside } }),
    expected: {
      status: 429,
      type: 'rate_limit_error' as const,
      headers: { 'retry-after': seconds },
    },
  })),
  {
    name: "a wait until a date, by the response's clock",
    status: 429,
    headers: [
      ['date', 'Thu, 26 Nov 2026 21:00:00 GMT'],
      ['retry-after', 'Thu, 26 Nov 2026 21:00:30 GMT'],
    ],
    body: '',
    expected: { status: 429, type: 'rate_limit_error' as const, headers: { 'retry-after': '30' } },
  },
  {
    name: 'a body that is too large can be fixed by compacting',
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
    name: 'a missing quota is not a rate limit',
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
      const translated = translateFailure(readFailure(status, headers ?? [], body));
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
      const translated = translateFailure({ code, message, status: null, retryAfterS: null });
      expect([translated.status, translated.body.error.type]).toEqual([status, type]);
    });
  }

  test('that becomes a response keeps its text, its wait, and whether to try again', () => {
    const failure = { message: 'Please try again in 1.7s.', status: null, retryAfterS: null };
    expect(translateFailure({ ...failure, code: 'rate_limit_exceeded' })).toMatchObject({
      status: 429,
      headers: [['retry-after', '2']],
      body: { error: { message: failure.message } },
    });
    expect(translateFailure({ ...failure, code: 'usage_limit_reached' }).headers).toContainEqual([
      'x-should-retry',
      'false',
    ]);
  });
});

describe('a request that no translation can express', () => {
  const loss = {
    feature: 'server-tool',
    pointer: '/tools/1',
    detail: 'It has no counterpart.',
  } as const;
  test('is refused with its place', () => {
    expect(refuseUnsupported([{ ...loss, kind: 'unsupported' }])?.body.error).toEqual({
      type: 'invalid_request_error',
      message: 'tools.1: It has no counterpart.',
    });
  });
  test('is not one that only loses something', () => {
    expect(refuseUnsupported([{ ...loss, kind: 'dropped' }])).toBeNull();
  });
});
