// What a person sees while a run is played: how far it is, how long it will take, and where the
// numbers are going. No part of it is a result.

import { isSimulated } from '../../backends/registry.ts';
import type { RunDefinition, Trial } from '../../domain/run.ts';
import type { PlayObserver } from '../../experiment/play-definition.ts';
import { formatSignedPercent } from '../../lib/format-number.ts';
import { plural } from '../../lib/plural.ts';
import type { Terminal } from '../../terminal/console.ts';

/** Notes come at most so often, ms. */
const pauseMs = 1_000;

function uncachedTokens({ turns }: Trial): number {
  return turns.reduce(
    (sum, { usage }) => (usage === null ? sum : sum + usage.inputTokens - usage.cachedTokens),
    0,
  );
}

function describeDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** Why a trial on a backend that is not scripted ended early; null: it did not. */
function describeStop({ scenario, arm, outcome, turns }: Trial): string | null {
  if (outcome !== 'stopped') return null;
  const reason = turns.at(-1)?.error ?? 'a tool that the script does not know was called';
  return `${scenario} (${arm}) could not continue: ${reason}`;
}

/**
 * Changes of uncached tokens against the baseline so far. Only of the run's first variant: the
 * others play the same trials again.
 */
function createEstimate({ arms, baseline, variants, label }: RunDefinition) {
  const uncached = new Map<string, number>();
  return {
    add(trial: Trial): void {
      if (trial.variant !== variants[0]?.name) return;
      uncached.set(trial.arm, (uncached.get(trial.arm) ?? 0) + uncachedTokens(trial));
    },
    render(): string {
      // Who looks at a measurement while it runs, and stops when it looks good, spoils it.
      if (label === 'measured') return '';
      const base = uncached.get(baseline) ?? 0;
      const shares = arms.flatMap(({ name }) => {
        const own = uncached.get(name);
        if (name === baseline || own === undefined || base === 0) return [];
        return [`${name} ${formatSignedPercent(own / base - 1, 1)}`];
      });
      return shares.length === 0 ? '' : `; uncached so far: ${shares.join(', ')}`;
    },
  };
}

/** @param nowMs a monotonic clock */
export function showProgress(
  definition: RunDefinition,
  terminal: Terminal,
  nowMs: () => number,
): PlayObserver {
  // A log is not filled with it.
  const isCi = !['', 'false'].includes(terminal.env['CI'] ?? '');
  const isScripted = isSimulated(definition.backend);
  const estimate = createEstimate(definition);
  const startedMs = nowMs();
  let notedMs = Number.NEGATIVE_INFINITY;
  let planned = 0;
  let before = 0;
  let done = 0;
  return {
    begin(all, played) {
      planned = all;
      before = played;
      if (played > 0) terminal.note(`${played} of ${plural(all, 'trial')} were played before`);
    },
    trialPlayed(trial, blockEnds) {
      const stop = isScripted ? null : describeStop(trial);
      if (stop !== null) terminal.note(stop);
      done++;
      estimate.add(trial);
      const now = nowMs();
      const total = before + done;
      const isLast = total === planned;
      if (isCi || !blockEnds || (now - notedMs < pauseMs && !isLast)) return;
      notedMs = now;
      const leftMs = ((now - startedMs) / done) * (planned - total);
      const left = isLast ? '' : `; about ${describeDuration(leftMs)} left`;
      terminal.note(
        `${total} of ${plural(planned, 'trial')} played (${trial.scenario})${left}${estimate.render()}`,
      );
    },
  };
}
