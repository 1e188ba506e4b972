import { describe, expect, test } from 'vitest';
import type { HeaderList } from '../../lib/header-list.ts';
import { readSessionNames } from './session-headers.ts';

const session: HeaderList = [['X-Claude-Code-Session-Id', 'd0a7f2c4-1111-4222-8333-444455556666']];

describe('a session id', () => {
  const id = 'd0a7f2c4-1111-4222-8333-444455556666';
  const cases: readonly [string, HeaderList, string | undefined, string | null][] = [
    ['the header', session, undefined, id],
    ['the header before the metadata', session, '{"session_id":"other"}', id],
    ['a JSON user id', [], `{"device_id":"x","session_id":"${id}"}`, id],
    ['a user id with a suffix', [], `user_abc_account__session_${id}`, id],
    ['nothing in a plain user id', [], 'somebody', null],
    ['nothing in broken JSON', [], '{"session_id":', null],
    [
      'nothing in an endless header',
      [['x-claude-code-session-id', 'x'.repeat(300)]],
      undefined,
      null,
    ],
  ];
  for (const [name, headers, userId, expected] of cases) {
    test(`comes from ${name}`, () => {
      const metadata = userId === undefined ? undefined : { user_id: userId };
      expect(readSessionNames(headers, metadata).sessionId).toBe(expected);
    });
  }
});
