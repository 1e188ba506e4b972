import { expect, test } from 'vitest';
import type { ListedConversation } from '../../recordings/list-conversations.ts';
import { renderDashboard } from './dashboard.ts';

const one = (change: Partial<ListedConversation>): ListedConversation => ({
  ...{ id: 's_0123456789abcdef', name: null, note: null, client: 'claude', side: 'client' },
  ...{ kind: 'turn', agent_id: null, model: 'gpt-5.5', first_words: 'Fix it', folder: '/repo' },
  ...{ started_at: '2026-07-01T10:00:00Z', last_at: '2026-07-01T10:05:00Z', exchanges: 3 },
  ...{ calls: 3, input_tokens: 12_345, cached_tokens: 6000, output_tokens: 9, cached_share: 0.486 },
  ...{ call_shares: [], cost_usd: 0.123, calls_without_price: 0, state: 'ended' },
  ...{ status_counts: {}, failed: 0, incomplete: 0, dropped: 0, repeated: 0, is_noise: false },
  ...{ other_side: [], subagents: [], beside: [] },
  ...change,
});

test('a row says what was talked about, where, and what it took', () => {
  const [head, row] = renderDashboard([one({ name: 'slow', note: 'before the fix' })]).split('\n');
  expect(head).toMatch(/^last call +client +model +calls +input +cached +cost/);
  expect(row).toMatch(
    /^2026-07-01 10:05 .* 3 +12,345 +48\.6% +\$0\.12 .*\/repo +Fix it +s_012345 +slow/,
  );
  expect(row).toContain('slow: before the fix');
});

test('what went wrong is in the row; sessions that ask no model are folded', () => {
  const text = renderDashboard([
    one({ failed: 2, dropped: 1, state: 'running' }),
    one({ id: 's_probe', is_noise: true, first_words: 'not shown' }),
  ]);
  expect(text).toContain('running, 2 failed, 1 dropped');
  expect(text).not.toContain('not shown\n');
  expect(text).toMatch(/not shown: 1 session that asked no model for an answer: --all$/);
});

test('of a gateway, tokens are those of the side that met the cache', () => {
  const upstream = {
    ...one({ id: 's_up', input_tokens: 777, cached_share: null }),
    side: 'upstream',
  };
  const text = renderDashboard([
    one({ other_side: [upstream as ListedConversation], input_tokens: 0 }),
  ]);
  expect(text).toContain(' 777 ');
});
