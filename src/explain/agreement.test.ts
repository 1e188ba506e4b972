import { expect, test } from 'vitest';
import { agreementOf } from './agreement.ts';
import type { Cause } from './cause.ts';
import type { ExplainedCall } from './explain-call.ts';

const call = (reason: string | null, ...lost: [Cause, number][]): ExplainedCall =>
  ({
    breaks: lost.map(([cause, tokens_lost]) => ({ cause, tokens_lost })),
    ...(reason !== null && { vendor_reason: { reason, missed_tokens: null } }),
  }) as unknown as ExplainedCall;

test('pairs are counted, most calls first; a call that was not asked about is in none', () => {
  const rows = agreementOf([
    call('messages_changed', ['message-changed', 90]),
    call('tools_changed', ['block-rounding', 10], ['tool-removed', 500]),
    call('tools_changed', ['tool-removed', 40]),
    call('cache_hit'),
    call(null, ['server-miss', 10]),
  ]);
  expect(rows).toEqual([
    { cause: 'tool-removed', vendor_reason: 'tools_changed', calls: 2, agrees: true },
    { cause: 'message-changed', vendor_reason: 'messages_changed', calls: 1, agrees: true },
    { cause: 'none', vendor_reason: 'cache_hit', calls: 1, agrees: true },
  ]);
});

test.each<[Cause, string, boolean | null]>([
  ['setting-changed', 'reasoning_effort_changed', true],
  ['setting-changed', 'tools_changed', false],
  ['instructions-changed', 'system_changed', true],
  ['cache-key-changed', 'prompt_cache_key_changed', true],
  ['message-changed', 'cache_hit', false],
  ['server-miss', 'unavailable', null],
  ['first-turn', 'previous_message_not_found', null],
  ['message-changed', 'pending', null],
])('%s beside %s: %s', (cause, reason, agrees) => {
  expect(agreementOf([call(reason, [cause, 5])])).toMatchObject([{ agrees }]);
});
