// An explained session for a person, and as a section of a markdown report.

import { unknownHistories } from '../exchange/continued-request.ts';
import { formatPercent } from '../lib/format-number.ts';
import { counted } from '../lib/plural.ts';
import { type Break, causes } from './cause.ts';
import type { ExplainedCall } from './explain-call.ts';
import type { ExplainSummary } from './summarise.ts';

export const count = (value: number): string => value.toLocaleString('en-US');

const share = (part: number, whole: number): string =>
  whole === 0 ? '-' : formatPercent(part / whole, 1);

/** What hits beyond the ideal cache saved is negative. */
export function dollars(value: number | null): string {
  return value === null ? '-' : `${value < 0 ? '-' : ''}$${Math.abs(value).toFixed(4)}`;
}

/** Where a break lies, in words. */
export function renderPlace({ pointer, byte, header, from }: Break): string {
  if (header !== null) return `header ${header}`;
  if (pointer === null) return '';
  const place = byte === null ? pointer : `${pointer} (byte ${count(byte)})`;
  return from === undefined ? place : `${place} of the ${from.part} of call ${from.seq}`;
}

/** `1 to 4, 7` */
export function renderNumbers(turns: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const turn of turns) {
    const run = runs.at(-1);
    if (run !== undefined && turn === run[1] + 1) run[1] = turn;
    else runs.push([turn, turn]);
  }
  return runs.map(([first, last]) => (first === last ? first : `${first} to ${last}`)).join(', ');
}

/** As in `reasoning of calls 3, 5 sent and not counted (210 tokens)`. */
function withheld({ withheld_reasoning: one }: ExplainedCall): string[] {
  if (one === undefined) return [];
  const { calls, tokens } = one;
  const named = `call${calls.length === 1 ? '' : 's'} ${renderNumbers(calls)}`;
  const of = calls.length === 0 ? 'earlier calls' : named;
  return [`reasoning of ${of} sent and not counted (${counted(tokens, 'token')})`];
}

/** As in `the history shrank: 210 tokens fewer than call 3, to which the client only added`. */
function shrunk({ shrunk_history: one, other_context: context }: ExplainedCall): string[] {
  const fewer = one && `${counted(one.tokens, 'token')} fewer than call ${one.call}`;
  return [
    ...(one ? [`the history shrank: ${fewer}, to which the client only added`] : []),
    ...(context ? [`asked for reasoning of ${context.asked}, got ${context.answered}`] : []),
  ];
}

/** A row of the table of calls: cells in the order of `callTitles`. */
export const callTitles = ['call', 'input', 'ideal', 'actual', 'lost', 'causes'] as const;

export function callRow(turn: ExplainedCall): string[] {
  const { seq, input_tokens, theoretical_cached_tokens, actual_cached_tokens, lost_tokens } = turn;
  const named = turn.breaks.map(({ cause, tokens_lost }) => `${cause} ${count(tokens_lost)}`);
  const repeats = turn.repeats === null ? [] : [`same prompt as call ${turn.repeats}`];
  const unknown =
    turn.unknown_history === undefined ? [] : [unknownHistories[turn.unknown_history]];
  const vendor = turn.vendor_reason === undefined ? [] : [`vendor: ${turn.vendor_reason.reason}`];
  return [
    String(seq),
    count(input_tokens),
    count(theoretical_cached_tokens),
    actual_cached_tokens === null ? '-' : count(actual_cached_tokens),
    lost_tokens === null ? '-' : count(lost_tokens),
    [...named, ...unknown, ...vendor, ...withheld(turn), ...shrunk(turn), ...repeats].join(', '),
  ];
}

/** What broke a prefix: one paragraph per break that has a place. */
export function renderBreaks(turns: readonly ExplainedCall[]): string[] {
  return turns.flatMap(({ seq, continues, continues_session: other, breaks }) =>
    breaks
      .filter(({ pointer, header }) => pointer !== null || header !== null)
      .flatMap((one) => {
        const who = one.by === null ? '' : `, by the ${one.by}`;
        const left = other === null ? `call ${continues}` : `call ${continues} of ${other}`;
        const head = `call ${seq} leaves ${left}: ${one.cause} at ${renderPlace(one)}${who}: ${counted(one.tokens_lost, 'token')}`;
        const values = [
          ...(one.before === null ? [] : [`    before: ${one.before}`]),
          ...(one.now === null ? [] : [`    now:    ${one.now}`]),
        ];
        return [head, ...values];
      }),
  );
}

/** One sentence on the whole session. */
export function renderTotal(summary: ExplainSummary): string {
  const { input_tokens, actual_cached_tokens, theoretical_cached_tokens, lost_tokens } = summary;
  if (actual_cached_tokens === null || lost_tokens === null) {
    return `${counted(input_tokens, 'input token')}: no answer reports usage, so what was cached is not known; an ideal cache holds ${share(theoretical_cached_tokens, input_tokens)} (longest earlier prefix)`;
  }
  return `${counted(input_tokens, 'input token')}: ${share(actual_cached_tokens, input_tokens)} cached, ${share(theoretical_cached_tokens, input_tokens)} by an ideal cache (longest earlier prefix); not cached: ${counted(lost_tokens, 'reusable token')}`;
}

/** Why the cost of a cause is `-`; null: every loss has a price. */
export function renderUnpriced({ unpriced_models: models }: ExplainSummary): string | null {
  if (models.length === 0) return null;
  return `cost \`-\`: the price of ${models.join(', ')} is not known; --prices FILE gives one (docs/statistics.md)`;
}

/** How good the local count is; null when it is exact. */
export function renderScale({ scale, scale_error }: ExplainSummary): string | null {
  if (scale === null) return 'tokens are local counts (o200k)';
  if (scale === 1 && scale_error === 0) return null;
  return `tokens are local counts (o200k) scaled to the reported usage: ${scale.toFixed(3)} reported for one counted, median error ${formatPercent(scale_error ?? 0, 1)}; bytes and pointers are exact`;
}

/** Rows of the table of agreement: cells in the order of `agreementTitles`. */
export const agreementTitles = ['cause', 'the vendor says', 'calls', 'agree'] as const;

export function agreementRows({ agreement = [] }: ExplainSummary): string[][] {
  return agreement.map(({ cause, vendor_reason, calls, agrees }) => [
    cause,
    vendor_reason,
    count(calls),
    agrees === null ? '-' : agrees ? 'yes' : 'no',
  ]);
}

/** Causes by tokens and by cost, as a markdown section. */
export function renderExplainMarkdown(title: string, summary: ExplainSummary): string {
  const rows = summary.causes
    .filter(({ tokens_lost }) => tokens_lost !== 0)
    .map(
      ({ cause, tokens_lost, cost_usd, turns }) =>
        `| \`${cause}\` | ${count(tokens_lost)} | ${dollars(cost_usd)} | ${turns.length} | ${causes[cause]} |`,
    );
  const scale = renderScale(summary);
  return [
    `### Where the cache breaks: ${title}`,
    '',
    `${renderTotal(summary)}.`,
    ...[scale, renderUnpriced(summary)].flatMap((line) => (line === null ? [] : ['', `${line}.`])),
    '',
    '| cause | tokens lost | cost | calls | what it is |',
    '| --- | ---: | ---: | ---: | --- |',
    ...rows,
    ...agreementTable(summary),
    '',
  ].join('\n');
}

/** Empty where no vendor says why its cache missed. */
function agreementTable(summary: ExplainSummary): string[] {
  const rows = agreementRows(summary);
  if (rows.length === 0) return [];
  const head = [`| ${agreementTitles.join(' | ')} |`, '| --- | --- | ---: | --- |'];
  return ['', ...head, ...rows.map((cells) => `| ${cells.join(' | ')} |`)];
}
