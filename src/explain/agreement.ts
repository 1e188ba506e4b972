// A vendor's reason for a miss beside the cause that is found here: how often which pair.
import type { Cause } from './cause.ts';
import type { ExplainedCall } from './explain-call.ts';

export interface AgreementRow {
  /** What most of the call's tokens were lost to; `none`: nothing was lost. */
  readonly cause: Cause | 'none';
  /** In the vendor's words. */
  readonly vendor_reason: string;
  readonly calls: number;
  /** Whether both say the same; null: the vendor has no answer. */
  readonly agrees: boolean | null;
}

/** Words of a vendor that has no answer. */
const noAnswer: ReadonlySet<string> = new Set([
  ...['unavailable', 'pending', 'comparison_response_not_found', 'previous_message_not_found'],
]);

const inHistory = ['input_changed', 'messages_changed'];
const inTools = ['tools_changed'];
const inSettings = [
  ...['model_changed', 'reasoning_effort_changed', 'text_format_changed', 'verbosity_changed'],
  'service_tier_changed',
];
/** The prompt is the same, so a comparison of prompts finds nothing. */
const notInPrompt = ['cache_hit'];

/** What a vendor says of each cause, in both vendors' words. */
const expected: Readonly<Record<Cause | 'none', readonly string[]>> = {
  none: notInPrompt,
  'first-turn': [],
  'instructions-changed': ['input_changed', 'system_changed'],
  'tools-reordered': inTools,
  'tool-inserted': inTools,
  'tool-removed': inTools,
  'tool-schema-changed': inTools,
  'system-reminder-moved': inHistory,
  'message-changed': [...inHistory, 'context_compacted'],
  'tool-result-changed': inHistory,
  'tool-results-reordered': inHistory,
  'reasoning-dropped': inHistory,
  'reasoning-ignored': [...inHistory, ...notInPrompt],
  'call-after-dropped-reasoning': inHistory,
  'reasoning-evicted': inHistory,
  'setting-changed': inSettings,
  'cache-key-changed': ['prompt_cache_key_changed'],
  'session-header-changed': notInPrompt,
  'new-session': notInPrompt,
  'idle-eviction': notInPrompt,
  'below-minimum': notInPrompt,
  'block-rounding': notInPrompt,
  'key-overflow': notInPrompt,
  'server-miss': notInPrompt,
  'unexpected-hit': notInPrompt,
  'history-unknown': [],
  'estimate-error': notInPrompt,
  unknown: notInPrompt,
};

function mainCause({ breaks }: ExplainedCall): Cause | 'none' {
  const lost = breaks.filter(({ tokens_lost }) => tokens_lost !== 0);
  const [first] = lost.toSorted((a, b) => b.tokens_lost - a.tokens_lost);
  return first?.cause ?? 'none';
}

/** Most calls first; empty where no vendor says anything. */
export function agreementOf(calls: readonly ExplainedCall[]): AgreementRow[] {
  const asked = calls.flatMap((call) =>
    call.vendor_reason === undefined
      ? []
      : [{ cause: mainCause(call), reason: call.vendor_reason.reason }],
  );
  return [...Map.groupBy(asked, ({ cause, reason }) => `${cause} ${reason}`).values()]
    .flatMap((same) => {
      const [one] = same;
      if (one === undefined) return [];
      const { cause, reason } = one;
      const agrees = noAnswer.has(reason) ? null : expected[cause].includes(reason);
      return [{ cause, vendor_reason: reason, calls: same.length, agrees }];
    })
    .sort((a, b) => b.calls - a.calls);
}
