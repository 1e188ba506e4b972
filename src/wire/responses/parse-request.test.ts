import { expect, test } from 'vitest';
import type { JsonValue } from '../../lib/json.ts';
import { parseResponsesRequest } from './parse-request.ts';

const item = (fields: Readonly<Record<string, JsonValue>>) =>
  parseResponsesRequest(JSON.stringify({ model: 'm', input: [fields] }));

test.each([
  ['no type', {}],
  ['the type null', { type: null }],
])('an item with a role and %s is a message', (_name, fields) => {
  const parsed = item({ ...fields, role: 'user', content: 'x' });
  const input = [{ type: 'message', role: 'user', content: 'x' }];
  expect(parsed).toMatchObject({ ok: true, request: { input } });
});

test.each<[JsonValue]>([[5], [true], [[]], [{}]])(
  'an item of the type %j is refused with its place',
  (type) => {
    expect(item({ type, role: 'user', content: 'x' })).toMatchObject({
      ok: false,
      failure: { status: 400, body: { error: { param: 'input[0].type', code: 'invalid_type' } } },
    });
  },
);

test('an item without type and role is refused', () => {
  expect(item({ content: 'x' })).toMatchObject({ ok: false, failure: { status: 400 } });
});
