// What replaying reasoning costs on real sessions, what would pay for it, and what is not known.
import { formatNumber, formatPercent, formatSignedPercent } from '../../lib/format-number.ts';
import { differIn, type KnownFinding } from './known-finding.ts';
import { type ReplayCost, replayCostOf, replayCosts } from './replay-costs.ts';

/** Said of every run, so that a reader sees how far models are apart. */
const contrast = ['gpt-5.5', 'gpt-5.6-sol'];

const signed = (value: number): string => formatSignedPercent(value, 1);
const share = (value: number): string => formatPercent(value, 1);

function describeCost({ model, all, one_user_turn, several_user_turns }: ReplayCost): string {
  const apart =
    one_user_turn === null || several_user_turns === null
      ? ''
      : `; one user turn ${signed(one_user_turn)}, several ${signed(several_user_turns)}`;
  return `\`${model}\` ${signed(all.median)} (${signed(all.low)} to ${signed(all.high)}, ${all.sessions} sessions${apart})`;
}

function describePrice({ model, saved_calls, saved_reasoning }: ReplayCost): string {
  const calls = `\`${model}\`: ${share(saved_calls)} of the calls`;
  if (saved_reasoning === null) return calls;
  return saved_reasoning > 1
    ? `${calls} (less reasoning alone cannot pay for it)`
    : `${calls}, or ${share(saved_reasoning)} of the reasoning`;
}

function costsFor(model: string): ReplayCost[] {
  const found = [model, ...contrast].flatMap((name) => replayCostOf(name) ?? []);
  return [...new Set(found)].slice(0, 2);
}

/** Where a user speaks again: what it is that costs. */
function describeDependence(costs: readonly ReplayCost[]): string {
  const shares = costs.flatMap(({ model, extra_at_user_turns: at }) =>
    at === null ? [] : [`${share(at)} on \`${model}\``],
  );
  return `It depends on the model and on how often a user speaks: of the extra cost, ${shares.join(' and ')} falls on the calls that begin a user turn, where a backend that drops earlier reasoning breaks the prefix.`;
}

export const replayedReasoning: KnownFinding = {
  id: 'replayed-reasoning',
  appliesTo: (definition) =>
    differIn(definition, 'reasoning_continuity') ||
    definition.arms.some(({ agent }) => agent === 'native'),
  describe({ model }) {
    const costs = costsFor(model);
    const own = replayCostOf(model);
    const unknown = own === null ? ` No figure is known of \`${model}\` itself.` : '';
    return [
      `If the model then does the same, replaying reasoning costs more, per session: ${costs.map(describeCost).join('; ')}.${unknown} Computed on ${formatNumber(replayCosts.calls, 0)} measured calls of native Codex (reports/evidence.md).`,
      `It pays if it saves, on ${costs.map(describePrice).join('; ')}.`,
      describeDependence(costs),
      'Not known: whether the model then calls or reasons less. `turntape ab --live` asks.',
    ];
  },
};
