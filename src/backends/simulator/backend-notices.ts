// What the Codex backend says besides the answer: rate limits and metadata, as headers over HTTP
// and as events over WebSocket. Names and shapes as public Codex clients read them; the values are
// made up.

import type { HeaderList } from '../../lib/header-list.ts';
import { findHeader } from '../../lib/header-list.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import { pickTurnState } from '../../wire/responses/turn-state.ts';

const windows = { primary: 300, secondary: 10_080 } as const;
/** Requests that use up one percent of the primary window; arbitrary. */
const requestsPerPercent = 100;

interface Limit {
  readonly used_percent: number;
  readonly window_minutes: number;
  readonly reset_at: number;
}

/** @param nowMs wall clock, ms since 1970 */
export function rateLimits(
  requests: number,
  nowMs: number,
): Readonly<Record<keyof typeof windows, Limit>> {
  const limit = (minutes: number, share: number): Limit => ({
    used_percent: Math.min(99, Math.floor(requests / requestsPerPercent / share)),
    window_minutes: minutes,
    reset_at: (Math.floor(nowMs / 60_000 / minutes) + 1) * minutes * 60,
  });
  return { primary: limit(windows.primary, 1), secondary: limit(windows.secondary, 10) };
}

export function rateLimitHeaders(limits: ReturnType<typeof rateLimits>): HeaderList {
  return Object.entries(limits).flatMap(
    ([name, { used_percent, window_minutes, reset_at }]): [string, string][] => [
      [`x-codex-${name}-used-percent`, String(used_percent)],
      [`x-codex-${name}-window-minutes`, String(window_minutes)],
      [`x-codex-${name}-reset-at`, String(reset_at)],
    ],
  );
}

/** The upgrade request of Codex's WebSocket names its protocol in this header. */
export function isWebSocketRequest(headers: HeaderList): boolean {
  return /responses_websockets/.test(findHeader(headers, 'openai-beta') ?? '');
}

/** Events in front of the response; none where headers say it already. */
export function noticeEvents(
  sent: HeaderList,
  answered: HeaderList,
  limits: ReturnType<typeof rateLimits>,
  { metadata_events }: SimulatorParameters,
): Readonly<Record<string, unknown>>[] {
  const isWanted =
    metadata_events === 'always' || (metadata_events === 'websocket' && isWebSocketRequest(sent));
  if (!isWanted) return [];
  return [
    {
      type: 'codex.rate_limits',
      plan_type: 'plus',
      rate_limits: { allowed: true, limit_reached: false, ...limits },
      credits: null,
    },
    {
      type: 'codex.response.metadata',
      headers: Object.fromEntries(pickTurnState(answered)),
    },
  ];
}
