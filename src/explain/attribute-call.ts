// The tokens of one turn as a sum of causes. The order is that of the prompt's way through a cache:
// what could be reused, what the rules of blocks leave of it, what the prefix still shares, what is
// fresh, what the server served. Each step down is one cause, so the sum is exact.
import type { Break, Cause } from './cause.ts';

export type Described = Omit<Break, 'tokens_lost'>;

export interface TurnTokens {
  /** Of a session's first call: what was never sent before. */
  readonly cold: number;
  /** Of the prompt that it continues, as far as this prompt is long. */
  readonly reusable: number;
  /** Of these, what could be served, had nothing changed. */
  readonly cacheable: number;
  /** What some earlier prompt holds of this one. */
  readonly held: number;
  /** Of these, what was used recently enough. */
  readonly fresh: number;
  /** As reported; null: no usage. */
  readonly actual: number | null;
  /** Below this a difference between ideal cache and usage is the local count's own error. */
  readonly errorTokens: number;
}

export interface TurnCauses {
  /** Which of the cache's rules leaves out what is not cacheable. */
  readonly rule: 'below-minimum' | 'block-rounding';
  /** The prefix break; null: there is none. */
  readonly prefix: Described | null;
  /** Why a hit of the ideal cache is a miss; asked only where it is one. */
  readonly routing: () => Described;
}

export function describe(cause: Cause, more: Partial<Described> = {}): Described {
  return {
    cause,
    pointer: null,
    byte: null,
    header: null,
    by: null,
    before: null,
    now: null,
    ...more,
  };
}

function missCause(
  { fresh, actual, errorTokens }: TurnTokens,
  routing: () => Described,
): Described {
  const difference = fresh - (actual ?? fresh);
  if (Math.abs(difference) <= errorTokens) return describe('estimate-error');
  return difference < 0 ? describe('unexpected-hit') : routing();
}

/** Shares of `cold + reusable - actual`; a prefix break is named although it costs nothing. */
export function attributeTurn(tokens: TurnTokens, causes: TurnCauses): Break[] {
  const { cold, reusable, cacheable, held, fresh, actual } = tokens;
  const shares: Break[] = [
    { ...describe('first-turn'), tokens_lost: cold },
    {
      ...describe(causes.rule),
      tokens_lost: reusable - cacheable,
    },
    { ...(causes.prefix ?? describe('unknown')), tokens_lost: cacheable - held },
    { ...describe('idle-eviction'), tokens_lost: held - fresh },
    { ...missCause(tokens, causes.routing), tokens_lost: fresh - (actual ?? fresh) },
  ];
  return shares.filter(
    ({ tokens_lost, cause }) => tokens_lost !== 0 || cause === causes.prefix?.cause,
  );
}
