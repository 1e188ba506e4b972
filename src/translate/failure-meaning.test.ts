import type { ResponseError } from 'openai/resources/responses/responses';
import { describe, expect, test } from 'vitest';
import type { HeaderList } from '../lib/header-list.ts';
import { failureMeaning, isReasoningRefusal } from './failure-meaning.ts';
import type { FailureMeaning } from './known-failures.ts';
import { readFailure, withResetTime } from './read-failure.ts';

const error = (code: string | null, message: string): string =>
  JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code } });

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
    [400, error('thinking_signature_invalid', 'No.')],
    [400, error(null, 'Encrypted content was issued for a different organization')],
    [
      400,
      '{"code":"invalid-argument","error":"Could not decrypt the provided encrypted_content."}',
    ],
    [400, error(null, 'Encrypted content item_id did not match the target item id')],
    [400, error('x', 'reasoning `encrypted_content` was not issued to this caller')],
    [400, error(null, "Item of type 'message' was provided without its required 'reasoning' item")],
    [
      400,
      '{"error":{"message":"Bad value.","param":"input[3].encrypted_content","code":"invalid_value"}}',
    ],
    [
      400,
      JSON.stringify({
        error: {
          message: `litellm.BadRequestError: OpenAIException - ${error('invalid_encrypted_content', 'No.')}`,
          code: '400',
        },
      }),
    ],
    [
      400,
      `{"error":{"message":"Provider error: {'error': {'code': 'invalid_encrypted_content'}}"}}`,
    ],
    [
      422,
      JSON.stringify({
        error: {
          message: 'Provider returned error',
          metadata: { raw: error('invalid_encrypted_content', 'No.') },
        },
      }),
    ],
  ];
  for (const [status, body] of refusals) {
    test(`is known: ${body.slice(0, 90)}`, () =>
      expect(isReasoningRefusal(readFailure(status, [], body))).toBe(true));
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
      expect(isReasoningRefusal(readFailure(status, [], body))).toBe(false));
  }

  const inStream = { status: null, retryAfterS: null };
  test('inside a stream is known by its code, whatever the words', () => {
    const failure = { ...inStream, code: 'invalid_encrypted_content', message: 'No.' };
    expect(isReasoningRefusal(failure)).toBe(true);
  });

  test('inside a stream is not what another code says in other words', () => {
    const failure = { ...inStream, code: 'server_error', message: 'No.' };
    expect(isReasoningRefusal(failure)).toBe(false);
  });
});

describe('a context overflow', () => {
  const overflows: readonly [string, number, string][] = [
    ['OpenAI, Azure', 400, error('context_length_exceeded', 'Too many.')],
    ['Copilot', 400, error('model_max_prompt_tokens_exceeded', 'Too many.')],
    ['Copilot in words', 400, error(null, 'prompt token count of 9 exceeds the limit of 8')],
    ['vLLM', 400, error(null, "This model's maximum context length is 8192 tokens.")],
    [
      'llama.cpp',
      400,
      '{"error":{"code":400,"message":"Too many.","type":"exceed_context_size_error"}}',
    ],
    ['llama.cpp in words', 400, '{"error":"the request exceeds the available context size"}'],
    [
      'xAI',
      400,
      '{"code":"invalid-argument","error":"The maximum prompt length is 8 but it has 9"}',
    ],
    [
      'LiteLLM',
      400,
      JSON.stringify({
        error: {
          message: `litellm.BadRequestError: ${error('context_length_exceeded', 'Too many.')}`,
          code: '400',
        },
      }),
    ],
    ['Anthropic behind a relay', 400, error(null, 'prompt is too long: 9 tokens > 8 maximum')],
    ['Bedrock behind a relay', 400, '{"message":"Input is too long for requested model."}'],
    [
      'OpenAI, where the request alone is above a limit',
      429,
      error('rate_limit_exceeded', 'Request too large for gpt-5 on tokens per min (TPM): Limit 3.'),
    ],
    ['llama.cpp while it answers', 500, '{"error":{"message":"context shift is disabled"}}'],
    ['Z.ai', 400, '{"error":{"code":"1261","message":"Prompt exceeds max length"}}'],
    ['Z.ai in short', 400, '{"error":{"code":"1261","message":"Prompt too long"}}'],
    ['Z.ai in other words', 400, error(null, 'tokens in request more than max tokens allowed')],
    ['Moonshot', 400, error(null, 'Your request exceeded model token limit: 9 (requested: 10)')],
    ['Groq in words', 400, error(null, 'Please reduce the length of the messages.')],
    [
      'DashScope',
      400,
      '{"code":"InvalidParameter","message":"Range of input length should be [1, 9]"}',
    ],
    [
      'SiliconFlow',
      400,
      '{"code":20015,"message":"length of prompt_tokens (9) must be less than 8"}',
    ],
    [
      'Text Generation Inference',
      422,
      '{"error":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 9"}',
    ],
    ['GitHub Models', 413, error('tokens_limit_reached', 'Request body too large.')],
  ];
  test.each(overflows)('of %s is known', (_name, status, body) =>
    expect(failureMeaning(readFailure(status, [], body))).toBe('context-overflow'),
  );

  test.each([
    [400, error(null, "Invalid 'input[3].call_id': string too long. Expected at most 64.")],
    [400, error('unsupported_parameter', "Unsupported parameter: 'max_output_tokens'.")],
    [500, error(null, 'The context window service is not available.')],
    [400, error(null, "Input image 'a' exceeds the limit of 20 MB.")],
    [400, error(null, 'Your request exceeded the token limit per minute.')],
  ])('is not seen in %i %s', (status, body) =>
    expect(failureMeaning(readFailure(status, [], body))).toBeNull(),
  );
});

test.each<[FailureMeaning, number, string]>([
  ['rate-limit', 429, error('rate_limit_exceeded', 'Rate limit reached on tokens per min.')],
  ['usage-limit', 429, '{"detail":{"type":"usage_limit_reached","resets_in_seconds":9}}'],
  ['usage-limit', 429, '{"detail":{"error":{"code":"usage_limit_reached"}}}'],
  ['no-access', 429, error(null, 'You exceeded your current quota, please check your plan.')],
  ['no-access', 403, error('unsupported_country_region_territory', 'Not here.')],
])('%s is what %i %s means', (meaning, status, body) =>
  expect(failureMeaning(readFailure(status, [], body))).toBe(meaning),
);

test('every code of the vendor has a meaning, but what may pass', () => {
  // The compiler holds the list against the vendor's types.
  const codes: Readonly<Record<ResponseError['code'], FailureMeaning | null>> = {
    server_error: null,
    vector_store_timeout: null,
    rate_limit_exceeded: 'rate-limit',
    invalid_prompt: 'permanent',
    data_residency_mismatch: 'permanent',
    bio_policy: 'permanent',
    misalignment_policy_violation: 'permanent',
    invalid_image: 'permanent',
    invalid_image_format: 'permanent',
    invalid_base64_image: 'permanent',
    invalid_image_url: 'permanent',
    image_too_large: 'permanent',
    image_too_small: 'permanent',
    image_parse_error: 'permanent',
    image_content_policy_violation: 'permanent',
    invalid_image_mode: 'permanent',
    image_file_too_large: 'permanent',
    unsupported_image_media_type: 'permanent',
    empty_image_file: 'permanent',
    failed_to_download_image: 'permanent',
    image_file_not_found: 'permanent',
  };
  for (const [code, meaning] of Object.entries(codes)) {
    for (const status of [null, 400, 500]) {
      const failure = { code, message: 'x', status, retryAfterS: null };
      expect([code, status, failureMeaning(failure)]).toEqual([code, status, meaning]);
    }
  }
});

describe('a limit that ends at a time', () => {
  const body = '{"error":{"type":"usage_limit_reached","message":"no","resets_at":1800000060}}';
  const wait = (headers: HeaderList, nowMs: number | null, text = body) =>
    withResetTime(readFailure(429, headers, text), headers, nowMs).retryAfterS;

  test('counts from the date of the response', () =>
    expect(wait([['date', new Date(1800000000_000).toUTCString()]], 0)).toBe(60));
  test('counts from when it came where there is no date', () =>
    expect(wait([], 1800000030_500)).toBe(30));
  test.each(['1800000060000', '"2027-01-15T08:01:00Z"', '"1800000060"'])('as %s', (time) =>
    expect(wait([], 1800000000_000, body.replace('1800000060', time))).toBe(60),
  );
  test('that is over is worth another try', () => expect(wait([], 1900000000_000)).toBe(0));
  test('counts for nothing where the seconds are said', () => {
    expect(wait([['retry-after', '5']], 1800000000_000)).toBe(5);
    const both = body.replace('"resets_at"', '"resets_in_seconds":7,"resets_at"');
    expect(wait([], 1800000000_000, both)).toBe(7);
  });
});

test.each<[string, FailureMeaning | null]>([
  ['chem_policy', 'permanent'],
  ['election_policy_violation', 'permanent'],
  ['image_safety_violation', 'permanent'],
  ['invalid_image_size', 'permanent'],
  ['policy_service_timeout', null],
])('a code of a known kind, %s, is %s', (code, meaning) => {
  for (const status of [null, 400, 500]) {
    expect(failureMeaning({ code, message: 'x', status, retryAfterS: null })).toBe(meaning);
  }
});
