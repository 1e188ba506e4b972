// Output items -> the event stream that brings them, each event with the number of output tokens
// that had been generated when it was sent. Latency turns that into time.
import type {
  ResponsesContentPart,
  ResponsesItem,
  ResponsesReasoning,
} from '../../wire/responses/item.ts';
import type { ResponsesResponse } from '../../wire/responses/response.ts';

export interface PlannedEvent {
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Output tokens generated before this event. */
  readonly decodedTokens: number;
}

export interface OutputItem {
  readonly item: ResponsesItem;
  /** Tokens that generating it took. */
  readonly tokens: number;
}

/**
 * Characters of text or arguments in one delta event. The real size varies; nothing depends on it.
 */
const deltaChars = 32;

/** Splits without cutting a surrogate pair in two. */
function splitText(text: string): string[] {
  // Nearly every text has none, and is not taken apart for them.
  const characters = /[\ud800-\udfff]/.test(text) ? [...text] : text;
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += deltaChars) {
    const piece = characters.slice(at, at + deltaChars);
    pieces.push(typeof piece === 'string' ? piece : piece.join(''));
  }
  return pieces;
}

/** From `response.created` up to, not including, the terminal event. */
export function planEvents(
  opening: ResponsesResponse,
  outputs: readonly OutputItem[],
): PlannedEvent[] {
  const events: PlannedEvent[] = [];
  let decoded = 0;
  const push = (type: string, body: Record<string, unknown>, decodedTokens: number): void => {
    events.push({ type, body, decodedTokens });
  };
  push('response.created', { response: opening }, 0);
  push('response.in_progress', { response: opening }, 0);
  for (const [output_index, { item, tokens }] of outputs.entries()) {
    const from = decoded;
    const at = (share: number): number => from + tokens * share;
    push('response.output_item.added', { output_index, item: begun(item) }, from);
    for (const { share, ...event } of innerEvents(item, output_index)) {
      push(event.type, event.body, at(share));
    }
    decoded = from + tokens;
    push('response.output_item.done', { output_index, item }, decoded);
  }
  return events;
}

/** The item as it is when it begins: nothing generated yet. */
function begun(item: ResponsesItem): ResponsesItem {
  switch (item.type) {
    case 'message':
      return { ...item, status: 'in_progress', content: [] };
    case 'function_call':
      return { ...item, status: 'in_progress', arguments: '' };
    case 'custom_tool_call':
      return { ...item, status: 'in_progress', input: '' };
    case 'reasoning':
      return { ...item, summary: [] };
    default:
      return item;
  }
}

interface InnerEvent {
  readonly type: string;
  readonly body: Record<string, unknown>;
  /** Share of the item's tokens generated before it. */
  readonly share: number;
}

function innerEvents(item: ResponsesItem, output_index: number): InnerEvent[] {
  const place = { item_id: item.id, output_index };
  switch (item.type) {
    case 'reasoning':
      return summaryEvents(item as ResponsesReasoning, place);
    case 'message':
      return textEvents((item as { content: ResponsesContentPart[] }).content, place);
    case 'function_call': {
      const { arguments: text, name } = item as { arguments: string; name: string };
      const done = { ...place, name, arguments: text };
      return deltaEvents(text, 'response.function_call_arguments', place, done);
    }
    case 'custom_tool_call': {
      const { input } = item as { input: string };
      return deltaEvents(input, 'response.custom_tool_call_input', place, { ...place, input });
    }
    default:
      return [];
  }
}

function deltaEvents(
  text: string,
  stem: string,
  place: Record<string, unknown>,
  done: Record<string, unknown>,
): InnerEvent[] {
  const pieces = splitText(text);
  return [
    ...pieces.map((delta, index) => ({
      type: `${stem}.delta`,
      body: { ...place, delta },
      share: (index + 1) / pieces.length,
    })),
    { type: `${stem}.done`, body: done, share: 1 },
  ];
}

function textEvents(
  content: readonly ResponsesContentPart[],
  place: Record<string, unknown>,
): InnerEvent[] {
  return content.flatMap((part, content_index) => {
    if (part.type !== 'output_text') return [];
    const where = { ...place, content_index };
    const empty = { ...part, text: '' };
    const plain = splitText(part.text);
    return [
      { type: 'response.content_part.added', body: { ...where, part: empty }, share: 0 },
      ...plain.map((delta, index) => ({
        type: 'response.output_text.delta',
        body: { ...where, delta, logprobs: [] },
        share: (index + 1) / plain.length,
      })),
      {
        type: 'response.output_text.done',
        body: { ...where, text: part.text, logprobs: [] },
        share: 1,
      },
      { type: 'response.content_part.done', body: { ...where, part }, share: 1 },
    ];
  });
}

/** Summaries come while the hidden reasoning runs: evenly over it, the last one at its end. */
function summaryEvents(item: ResponsesReasoning, place: Record<string, unknown>): InnerEvent[] {
  const stem = 'response.reasoning_summary_';
  return item.summary.flatMap((part, summary_index) => {
    const where = { ...place, summary_index };
    const pieces = splitText(part.text);
    const begin = summary_index / item.summary.length;
    const end = (summary_index + 1) / item.summary.length;
    return [
      { type: `${stem}part.added`, body: { ...where, part: { ...part, text: '' } }, share: begin },
      ...pieces.map((delta, index) => ({
        type: `${stem}text.delta`,
        body: { ...where, delta },
        share: begin + ((end - begin) * (index + 1)) / pieces.length,
      })),
      { type: `${stem}text.done`, body: { ...where, text: part.text }, share: end },
      { type: `${stem}part.done`, body: { ...where, part }, share: end },
    ];
  });
}
