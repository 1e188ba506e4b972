// What of a call's prompt was not cached, by cause, with the place of each.
import type { ExplainedLineCall } from '../explained.ts';
import { promptParts } from '../explained.ts';
import { count } from '../format.ts';
import { BreakView } from '../map/call-panel.tsx';

interface LossesProps {
  /** undefined: not explained, or not yet. */
  readonly of: ExplainedLineCall | undefined;
  readonly session: string;
}

export function Losses({ of, session }: LossesProps) {
  if (of === undefined) return <p class="notice">Not explained yet.</p>;
  const { breaks, theoretical_cached_tokens: ideal } = of.explained;
  const { fresh } = promptParts(of, null);
  return (
    <section aria-label="Losses">
      <h2>What was not cached</h2>
      <p>
        An ideal cache would have held {count(ideal)} tokens; {count(fresh)} are new.
        {breaks.length === 0 && ' No token was lost.'}
      </p>
      {breaks
        .toSorted((a, b) => b.tokens_lost - a.tokens_lost)
        .map((one) => (
          <BreakView key={one.cause + one.pointer} of={one} session={session} call={of.id} />
        ))}
    </section>
  );
}
