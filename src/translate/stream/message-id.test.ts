import { expect, test } from 'vitest';
import { messageId } from './accumulate.ts';

test.each([
  ['resp_1', 'resp_1'],
  ['msg_1', 'resp_msg_1'],
  ['', 'resp_without_upstream_id'],
])('%j is given as %s: an id that begins with msg_ starts a thread', (id, given) => {
  expect(messageId(id)).toBe(given);
});
