import { describe, expect, test } from 'vitest';
import type { HeaderList } from '../../lib/header-list.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { parseUserRules } from './user-rules.ts';
import { validateRequest } from './validate-request.ts';

const request: ResponsesRequest = {
  model: 'gpt-5.5',
  stream: true,
  store: false,
  input: [{ type: 'message', role: 'user', content: 'hello' }],
};
const body = { detail: 'No.' };
function strikes(rule: object, headers: HeaderList = []): boolean {
  const userRules = parseUserRules({ rules: [{ name: 'mine', source: 'seen', body, ...rule }] });
  return validateRequest(request, headers, { userRules })?.rule === 'mine';
}

describe("a user's rule", () => {
  test.each<[string, object, boolean]>([
    ['without conditions strikes every request', {}, true],
    ['strikes a value', { when: [{ pointer: '/model', equals: 'gpt-5.5' }] }, true],
    ['spares another value', { when: [{ pointer: '/model', equals: 'gpt-5.6' }] }, false],
    ['looks into every item', { when: [{ pointer: '/input/*/role', equals: 'user' }] }, true],
    ['takes a pattern', { when: [{ pointer: '/input/0/content', matches: '^hel' }] }, true],
    ['takes a length', { when: [{ pointer: '/input/0/content', longer_than: 5 }] }, false],
    ['strikes what is missing', { when: [{ pointer: '/tools', absent: true }] }, true],
    ['needs all conditions', { when: [{ pointer: '/model' }, { pointer: '/tools' }] }, false],
    ['spares a request without its header', { headers: { originator: '^x' } }, false],
  ])('%s', (_title, rule, expected) => expect(strikes(rule)).toBe(expected));

  test('strikes a header', () => {
    expect(strikes({ headers: { originator: '^x' } }, [['Originator', 'xy']])).toBe(true);
  });

  test('answers with its own status and body', () => {
    const userRules = parseUserRules({
      rules: [{ name: 'mine', source: 'seen', status: 422, body }],
    });
    expect(validateRequest(request, [], { userRules })).toEqual({
      rule: 'mine',
      status: 422,
      body,
    });
  });

  test.each([{ rules: [{ name: 'mine', source: 'seen' }] }, { rules: [{}] }, [], { rules: 1 }])(
    'that is invalid is an error: %j',
    (value) => expect(() => parseUserRules(value)).toThrow(),
  );

  test('with an invalid pattern is an error', () => {
    expect(() => strikes({ when: [{ pointer: '/model', matches: '(' }] })).toThrow(SyntaxError);
  });
});
