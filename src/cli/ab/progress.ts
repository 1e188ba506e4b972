// What a person sees while a run is played: how far it is, how long it will take, and where the numbers
// are going. Nothing of it is a result.

import type { RunDefinition, Trial } from '../../domain/run.ts';
import type { Terminal } from '../../terminal/console.ts';

/** Notes come at most so often, ms. */
const pauseMs = 1_000;

export interface Progress {
  /** @param blockEnds the next trial belongs to another block */
  note(trial: Trial, blockEnds: boolean): void;
}

function uncachedTokens({ turns }: Trial): number {
  return turns.reduce(
    (sum, { usage }) =>
      usage === null ? sum : sum + usage.input_tokens - usage.input_tokens_details.cached_tokens,
    0,
  );
}

function describeDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/**
 * @param played trials that were in the database already
 * @param nowMs a monotonic clock
 */
export function createProgress(
  { arms, baseline, variants, label }: RunDefinition,
  planned: number,
  played: number,
  terminal: Terminal,
  nowMs: () => number,
): Progress {
  // A log that nobody watches is not filled with it.
  const isCi = !['', 'false'].includes(terminal.env['CI'] ?? '');
  const startedMs = nowMs();
  const uncached = new Map<string, number>();
  let notedMs = Number.NEGATIVE_INFINITY;
  let done = 0;

  const estimate = (): string => {
    // Who looks at a measurement while it runs, and stops when it looks good, spoils it.
    if (label === 'measured') return '';
    const base = uncached.get(baseline) ?? 0;
    const shares = arms.flatMap(({ name }) => {
      const own = uncached.get(name);
      if (name === baseline || own === undefined || base === 0) return [];
      const change = 100 * (own / base - 1);
      return [`${name} ${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)} %`];
    });
    return shares.length === 0 ? '' : `; uncached so far: ${shares.join(', ')}`;
  };

  return {
    note(trial, blockEnds) {
      done++;
      if (trial.variant === variants[0]?.name) {
        uncached.set(trial.arm, (uncached.get(trial.arm) ?? 0) + uncachedTokens(trial));
      }
      const now = nowMs();
      const total = played + done;
      const isLast = total === planned;
      if (isCi || !blockEnds || (now - notedMs < pauseMs && !isLast)) return;
      notedMs = now;
      const leftMs = ((now - startedMs) / done) * (planned - total);
      const left = isLast ? '' : `; about ${describeDuration(leftMs)} left`;
      terminal.note(
        `${total} of ${planned} sessions played (${trial.scenario})${left}${estimate()}`,
      );
    },
  };
}
