import { expect, test } from 'vitest';
import { findHeader, headersFromRaw, headersToRaw } from './header-list.ts';

test('raw headers keep order, case and duplicates both ways', () => {
  const raw = ['X-A', '1', 'x-b', '2', 'X-A', '3'];
  expect(headersToRaw(headersFromRaw(raw))).toEqual(raw);
});
test('a header is found whatever its case, the first value wins', () => {
  const headers = headersFromRaw(['Session-Id', 'a', 'session-id', 'b']);
  expect(findHeader(headers, 'SESSION-ID')).toBe('a');
  expect(findHeader(headers, 'absent')).toBeUndefined();
});
