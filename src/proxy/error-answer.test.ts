import { expect, test } from 'vitest';
import { errorBody } from './error-answer.ts';

test.each([
  ['/v1/messages?beta=true', 'anthropic'],
  ['/v1/responses', 'openai'],
  ['/backend-api/codex/responses', 'openai'],
  ['/v1/models', 'openai'],
  // Refused, but its client reads the Responses API's errors all the same.
  ['/openai/v1/responses', 'openai'],
  ['/unknown', 'anthropic'],
])("an error on %s has %s's shape", (target, vendor) => {
  const body = JSON.parse(errorBody(target, 404, 'no')) as object;
  expect(body).toEqual(
    vendor === 'anthropic'
      ? { type: 'error', error: { type: 'not_found_error', message: 'turntape: no' } }
      : {
          error: {
            message: 'turntape: no',
            type: 'not_found_error',
            param: null,
            code: 'turntape_404',
          },
        },
  );
});
