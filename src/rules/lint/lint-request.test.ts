import { expect, test } from 'vitest';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { lintRequest } from './lint-request.ts';

const reasoning = { type: 'reasoning', summary: [], encrypted_content: 'gAAAAAa' };
const call = { type: 'function_call', call_id: 'call_1', name: 'ls', arguments: '{}' };
const output = { type: 'function_call_output', call_id: 'call_1', output: 'a' };
const user = { type: 'message', role: 'user', content: 'x' };
const answer = { type: 'message', role: 'assistant', content: 'x' };

test.each<[string, object[], [rule: string, pointer: string][]]>([
  ['reasoning before its call', [user, reasoning, call, output], []],
  ['reasoning before its answer', [user, reasoning, answer], []],
  [
    'two reasoning items in a row',
    [reasoning, { ...reasoning, encrypted_content: 'gAAAAAb' }, call, output],
    [],
  ],
  ['trailing reasoning', [user, reasoning], [['reasoning-misplaced', '/input/1']]],
  ['reasoning before an output', [call, reasoning, output], [['reasoning-misplaced', '/input/1']]],
  ['reasoning before the user', [reasoning, user], [['reasoning-misplaced', '/input/0']]],
  [
    'the same reasoning twice',
    [reasoning, answer, reasoning, answer],
    [['reasoning-duplicated', '/input/2']],
  ],
  [
    'empty reasoning',
    [{ type: 'reasoning', summary: [] }, answer],
    [['reasoning-empty', '/input/0']],
  ],
  ...['gAAAAAB…9xQ=', 'gAAAAAB...9xQ', 'The user wants', '[REDACTED]'].map(
    (content): [string, object[], [rule: string, pointer: string][]] => [
      `the ciphertext ${content}`,
      [{ ...reasoning, encrypted_content: content }, answer],
      [['ciphertext-damaged', '/input/0/encrypted_content']],
    ],
  ),
  [
    'a call id used twice',
    [call, output, call, output],
    [
      ['call-id-reused', '/input/2/call_id'],
      ['call-id-reused', '/input/3/call_id'],
    ],
  ],
])('%s', (_title, input, expected) => {
  const request = { model: 'gpt-5.5', stream: true, store: false, input } as ResponsesRequest;
  expect(lintRequest(request).map(({ rule, pointer }) => [rule, pointer])).toEqual(expected);
});
