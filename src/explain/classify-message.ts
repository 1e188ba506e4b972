// What broke the prefix inside the history: a message, an output, or a reminder in one of them.
import type { PromptSegment } from '../cache-model/render-prompt.ts';
import type { BreakInput, FoundBreak, Place } from './break-place.ts';
import type { RenderedCall } from './render-call.ts';

const reminder = /<system-reminder>[\s\S]*?<\/system-reminder>\s*/g;
const outputFrames = new Set(['function_call_output', 'custom_tool_call_output', 'tool_result']);
const systemFrames = new Set(['message/developer', 'message/system']);

const frameOf = (segment: PromptSegment): string =>
  segment.kind === 'text' ? segment.frame : segment.what;
const textOf = (segment: PromptSegment): string => (segment.kind === 'text' ? segment.text : '');

/** The same but for reminders, or a message that is nothing but one on either side. */
function isReminderChange(a: PromptSegment, b: PromptSegment): boolean {
  const [left, right] = [textOf(a), textOf(b)];
  if (!left.includes('<system-reminder>') && !right.includes('<system-reminder>')) return false;
  const [bareLeft, bareRight] = [left, right].map((text) => text.replaceAll(reminder, '').trim());
  return bareLeft === bareRight || bareLeft === '' || bareRight === '';
}

/** True before the first message of the user or the model: the place of a system prompt. */
function isAtStart({ segments }: RenderedCall, index: number): boolean {
  return segments
    .slice(0, index)
    .every((segment) =>
      ['tool', 'instructions', 'format', ...systemFrames].includes(frameOf(segment)),
    );
}

/** The break is in a message, a call or an output. */
export function classifyMessage({ before, now }: BreakInput, at: Place): FoundBreak {
  const { index } = at;
  const [a, b] = [before.segments[index], now.segments[index]];
  if (a === undefined || b === undefined) return { ...at, cause: 'unknown' };
  const [frameA, frameB] = [frameOf(a), frameOf(b)];
  if (
    (systemFrames.has(frameA) || systemFrames.has(frameB)) &&
    isAtStart(before, index) &&
    isAtStart(now, index)
  ) {
    return { ...at, cause: 'instructions-changed' };
  }
  if (isReminderChange(a, b)) return { ...at, cause: 'system-reminder-moved' };
  const [callA, callB] = [before.callIds[index], now.callIds[index]];
  if (outputFrames.has(frameA) && outputFrames.has(frameB) && callA && callB) {
    if (callA === callB) return { ...at, cause: 'tool-result-changed' };
    const isKept = now.callIds.some(
      (id, place) =>
        id === callA && place > index && outputFrames.has(frameOf(now.segments[place] ?? b)),
    );
    if (isKept) return { ...at, cause: 'tool-results-reordered' };
  }
  return { ...at, cause: 'message-changed' };
}

/**
 * True when no part of what came after the break is in the new prompt: the conversation was taken
 * up again at an earlier point (rewind, branch), and there is nothing more to reuse.
 */
export function isBranch({ before, now }: BreakInput, index: number): boolean {
  const [a, b] = [before.segments[index], now.segments[index]];
  if (a === undefined || b === undefined) return false;
  const [callA, callB] = [before.callIds[index], now.callIds[index]];
  if (callA && callA === callB) return false;
  const later = new Set(now.ids.slice(index));
  if (before.ids.slice(index).some((id) => later.has(id))) return false;
  return frameOf(a) !== frameOf(b) || !isAlike(textOf(a), textOf(b));
}

/** At least half of the shorter text is a common beginning or end. */
function isAlike(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return shorter > 0 && start + end >= shorter / 2;
}
