// Why a request misses what the ideal cache says is there: it went to another machine. What routes
// a request is in its headers, its key and how many of its key came within a minute.
import { findHeader, type HeaderList } from '../lib/header-list.ts';
import type { Cause } from './cause.ts';

export interface RouteFacts {
  readonly sessionHeader: string | undefined;
  readonly cacheKey: string | undefined;
  /** How many machines further on the rate of its key moves it. */
  readonly overflow: number;
}

const minuteMs = 60_000;

export interface RouteCounter {
  /** Counts the request. */
  facts(headers: HeaderList, cacheKey: string | undefined, nowMs: number): RouteFacts;
}

/** @param perMinute requests a minute and key before further machines are used; 0: no limit */
export function createRouteCounter(perMinute: number): RouteCounter {
  const recent = new Map<string, number[]>();
  return {
    facts(headers, cacheKey, nowMs) {
      const sessionHeader = findHeader(headers, 'session-id');
      const key = sessionHeader ?? cacheKey ?? '';
      const times = (recent.get(key) ?? []).filter((time) => nowMs - time < minuteMs);
      times.push(nowMs);
      recent.set(key, times);
      const overflow = perMinute === 0 ? 0 : Math.floor((times.length - 1) / perMinute);
      return { sessionHeader, cacheKey, overflow };
    },
  };
}

export interface RoutingCause {
  readonly cause: Cause;
  readonly header: string | null;
  readonly pointer: string | null;
}

/**
 * @param holders facts of the earlier calls that hold the prefix, most recent last
 */
export function routingCause(now: RouteFacts, holders: readonly RouteFacts[]): RoutingCause {
  const before = holders.at(-1);
  const header = { cause: 'session-header-changed', header: 'session-id', pointer: null } as const;
  const key = { cause: 'cache-key-changed', header: null, pointer: '/prompt_cache_key' } as const;
  if (before === undefined) return { cause: 'server-miss', header: null, pointer: null };
  if (now.sessionHeader !== before.sessionHeader) return header;
  if (now.sessionHeader === undefined) return now.cacheKey !== before.cacheKey ? key : header;
  if (holders.some(({ overflow }) => overflow !== now.overflow)) {
    return { cause: 'key-overflow', header: null, pointer: null };
  }
  return { cause: 'server-miss', header: null, pointer: null };
}
