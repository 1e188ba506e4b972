// Messages -> input items. A history is a sequence of runs: what the assistant produced, then what
// answers it (user and system messages). Outputs come first in an answer, so that nothing splits a
// call from its output; everything else keeps its order.
import type { Placement } from '../../continuity/placement.ts';
import type { PreparedTurn } from '../../continuity/prepare-turn.ts';
import type { Loss } from '../../domain/loss.ts';
import type { AnthropicMessageParam } from '../../wire/anthropic/request.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import { createUpstreamCallIds } from './call-ids.ts';
import { withoutReplacedChanges } from './effort-changes.ts';
import type { HistoryContext, Run } from './history-context.ts';
import type { Insertions } from './late-tools.ts';
import { translateAnswer } from './translate-answer.ts';
import { translateAssistant } from './translate-assistant.ts';

export function translateHistory(
  turn: PreparedTurn,
  placement: Placement,
  insertions: Insertions,
  losses: Loss[],
): ResponsesItem[] {
  const { messages } = turn.input.request;
  const context: HistoryContext = {
    messages,
    anchors: turn.anchors,
    placement,
    items: [],
    losses,
    stripsBilling: turn.input.options.strip_billing_header,
    calls: new Set(),
    callIds: createUpstreamCallIds(),
    waiting: [],
  };
  const { items } = context;
  let inserted = 0;
  const insertUpTo = (index: number): void => {
    for (let next = insertions[inserted]; next && next.after <= index; ) {
      items.push(next.item);
      next = insertions[++inserted];
    }
  };
  const newest = messages.findLastIndex(({ role }) => role !== 'assistant');
  for (let start = 0, run: Run; start < messages.length; start = run.end) {
    run = runFrom(start, messages);
    if (messages[start]?.role === 'assistant') translateAssistant(run, context);
    else {
      const last = run.end - 1;
      translateAnswer(run, last < newest, context);
      insertUpTo(last);
    }
  }
  const end: Run = { start: messages.length, end: messages.length };
  if (context.waiting.length > 0) translateAnswer(end, false, context);
  else if (messages.at(-1)?.role === 'assistant' && endsInWords(items))
    losses.push(prefill(messages.length - 1));
  // The history may have been rewound to before the place of a tool.
  insertUpTo(Number.POSITIVE_INFINITY);
  return insertions.length === 0 ? items : withoutReplacedChanges(items);
}

/**
 * True when the history ends with words of the assistant, not with a call or with an empty message.
 */
function endsInWords(items: readonly ResponsesItem[]): boolean {
  const last = items.at(-1);
  return last?.type === 'message' && 'role' in last && last.role === 'assistant';
}

function prefill(index: number): Loss {
  return {
    kind: 'approximated',
    feature: 'prefill',
    pointer: `/messages/${index}`,
    detail: 'The backend answers after what the assistant has said, it does not continue with it.',
  };
}

function runFrom(start: number, messages: readonly AnthropicMessageParam[]): Run {
  const isAssistant = (index: number): boolean => messages[index]?.role === 'assistant';
  let end = start + 1;
  while (end < messages.length && isAssistant(end) === isAssistant(start)) end++;
  return { start, end };
}
