// The rows of a prefix map: calls of all lanes in order of time, and between them where the user
// spoke and where nothing was sent for long.
import type { MapCall, SessionMap } from '../../src/recordings/session-map.ts';
import type { ExplainedLineCall } from '../explained.ts';

export type MapRow = { /** Of this row alone. */ readonly key: string } & (
  | { readonly type: 'turn'; readonly words: string; readonly lane: number }
  | {
      readonly type: 'idle';
      readonly ms: number;
      /** How long an unused prefix is kept; 0: not known. */
      readonly lifetimeMs: number;
    }
  | {
      readonly type: 'call';
      readonly lane: number;
      readonly call: MapCall;
      readonly explained: ExplainedLineCall | undefined;
    }
);

/** A shorter pause is part of the work. */
const idleMsMin = 120_000;

export function mapRows(
  { lanes }: SessionMap,
  explained: ReadonlyMap<string, ExplainedLineCall>,
): MapRow[] {
  const calls = lanes
    .flatMap(({ calls: own }, lane) => own.map((call) => ({ call, lane })))
    .toSorted((a, b) => a.call.started_at_ms - b.call.started_at_ms);
  return calls.flatMap(({ call, lane }): MapRow[] => {
    const found = explained.get(call.id);
    const facts = found?.facts;
    const isIdle = lane === 0 && (call.idle_ms ?? 0) >= idleMsMin;
    return [
      ...(isIdle
        ? [
            {
              ...{ key: `idle ${call.id}`, type: 'idle' as const, ms: call.idle_ms ?? 0 },
              lifetimeMs: facts?.idleLifetimeMs ?? 0,
            },
          ]
        : []),
      ...(facts?.userWords != null
        ? [{ key: `turn ${call.id}`, type: 'turn' as const, words: facts.userWords, lane }]
        : []),
      { key: call.id, type: 'call', lane, call, explained: found },
    ];
  });
}
