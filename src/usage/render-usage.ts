// A usage summary as one page of markdown, which the report's renderer also makes HTML of.

import { formatNumber, formatPercent } from '../lib/format-number.ts';
import { counted } from '../lib/plural.ts';
import { table } from '../report/page/markdown.ts';
import { type LostPrefixCause, lostPrefixCauses } from './lost-prefix.ts';
import {
  type UsageGroup,
  type UsageGrouping,
  type UsageSummary,
  type UsageSums,
  usageGroupings,
} from './summarise-usage.ts';

const titles: Readonly<Record<UsageGrouping, string>> = {
  day: 'By day',
  model: 'By model',
  client: 'By client',
  folder: 'By folder',
};
/** Days and folders that are shown; the rest is in the JSON. */
const rowsMax = 30;

const tokens = (value: number | null): string => (value === null ? '-' : formatNumber(value, 0));
const share = (value: number | null): string => (value === null ? '-' : formatPercent(value, 1));
const dollars = (value: number | null): string =>
  value === null ? '-' : `$${formatNumber(value, 2)}`;

const sumColumns = [
  'calls',
  'sessions',
  'input tokens',
  'cached',
  'median call',
  'user turns',
  'tool turns',
  'output tokens',
  'reasoning per call',
  'lost prefix',
  'cost',
] as const;

function sumCells(sums: UsageSums): string[] {
  const reasoning = sums.reasoning_per_call;
  const lost = Object.values(sums.lost_prefix_tokens).reduce((sum, value) => sum + value, 0);
  return [
    tokens(sums.calls),
    tokens(sums.sessions),
    tokens(sums.input_tokens),
    share(sums.cached_share),
    share(sums.cached_share_median_call),
    share(sums.cached_share_user_turns),
    share(sums.cached_share_tool_turns),
    tokens(sums.output_tokens),
    reasoning === null
      ? '-'
      : `mean ${tokens(reasoning.mean)}, median ${tokens(reasoning.median)}, none ${share(reasoning.zero_share)}`,
    tokens(lost),
    sums.calls_without_price > 0 && sums.cost_usd !== null
      ? `${dollars(sums.cost_usd)} (${counted(sums.calls_without_price, 'call')} without a price)`
      : dollars(sums.cost_usd),
  ];
}

function renderGroups(grouping: UsageGrouping, groups: readonly UsageGroup[]): string {
  const rows = groups.slice(0, rowsMax).map(({ name, sums }) => [name, ...sumCells(sums)]);
  const more = groups.length > rowsMax ? `\n\n${groups.length - rowsMax} more in the JSON.` : '';
  return `## ${titles[grouping]}\n\n${table([grouping, ...sumColumns], rows)}${more}`;
}

/** What was found, in two or three sentences. */
export function usageFinding({ all, from, to }: UsageSummary): string {
  const when = from === null || to === null ? '' : `, ${from.slice(0, 10)} to ${to.slice(0, 10)}`;
  const [cause, lost] = largestLoss(all);
  const loss =
    cause === null
      ? 'No cached prefix was lost.'
      : `Most lost prefix: ${counted(lost, 'token')}, ${lostPrefixCauses[cause]}.`;
  const cost = all.cost_usd === null ? '' : ` Cost at list prices: ${dollars(all.cost_usd)}.`;
  return `${counted(all.calls, 'call')} in ${counted(all.sessions, 'session')}${when}: ${counted(all.input_tokens, 'input token')}, ${share(all.cached_share)} of them cached (user turns ${share(all.cached_share_user_turns)}, tool turns ${share(all.cached_share_tool_turns)}).${cost} ${loss}`;
}

function largestLoss({ lost_prefix_tokens }: UsageSums): [LostPrefixCause | null, number] {
  const losses = Object.entries(lost_prefix_tokens) as [LostPrefixCause, number][];
  return losses.sort((a, b) => b[1] - a[1])[0] ?? [null, 0];
}

/** @param notHeld what the files do not hold, in words */
export function renderUsage(summary: UsageSummary, notHeld: readonly string[]): string {
  const { all, groups } = summary;
  const losses = (Object.keys(lostPrefixCauses) as LostPrefixCause[])
    .filter((cause) => (all.lost_prefix_tokens[cause] ?? 0) > 0)
    .map((cause) => [lostPrefixCauses[cause], tokens(all.lost_prefix_tokens[cause] ?? 0)]);
  const sections = [
    `# Usage\n\n${usageFinding(summary)}`,
    `Measured: from the usage counters in session files. Cached shares are of all input tokens. Costs are at list prices, which are not what a subscription pays.${summary.calls_without_counters > 0 ? ` In no sum: ${counted(summary.calls_without_counters, 'call')} without counters.` : ''}${notHeld.length > 0 ? ` The files do not hold: ${notHeld.join(', ')}.` : ''}`,
    losses.length === 0
      ? null
      : `## Lost prefix, by cause\n\nTokens that were sent before in the same session and were not cached.\n\n${table(['cause', 'tokens'], losses)}`,
    ...usageGroupings.map((grouping) => renderGroups(grouping, groups[grouping])),
    summary.costliest_sessions.length === 0
      ? null
      : `## Sessions that cost most\n\n${table(
          ['session', 'first words', 'folder', 'models', 'calls', 'input tokens', 'cached', 'cost'],
          summary.costliest_sessions.map((session) => [
            session.id,
            session.first_words ?? '-',
            session.folder ?? '-',
            session.models.join(', '),
            tokens(session.calls),
            tokens(session.input_tokens),
            share(session.cached_share),
            dollars(session.cost_usd),
          ]),
          4,
        )}`,
    summary.costliest_calls.length === 0
      ? null
      : `## Calls that cost most\n\n${table(
          [
            'session',
            'call',
            'model',
            'when',
            'input tokens',
            'cached tokens',
            'lost prefix',
            'cause',
            'cost',
          ],
          summary.costliest_calls.map((call) => [
            call.session,
            String(call.position),
            call.model,
            call.at?.slice(0, 16).replace('T', ' ') ?? '-',
            tokens(call.input_tokens),
            tokens(call.cached_tokens),
            tokens(call.lost_prefix_tokens),
            call.cause ?? '-',
            dollars(call.cost_usd),
          ]),
          4,
        )}`,
  ];
  return `${sections.filter((section) => section !== null).join('\n\n')}\n`;
}
