import { describe, expect, test } from 'vitest';
import { isReasoningRefusal } from './failure-meaning.ts';
import { readFailure } from './read-failure.ts';

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
