// Why a prompt leaves the one that it continues: the first segment that differs, and what kind of
// change makes it differ. Each kind of place has its own file.

import type { BreakInput, FoundBreak } from './break-place.ts';
import { classifyMessage } from './classify-message.ts';
import { classifyReasoning } from './classify-reasoning.ts';
import { classifyTools, isToolSegment } from './classify-tools.ts';

function settingBreak({ before, now }: BreakInput): FoundBreak | null {
  if (before.salt === now.salt) return null;
  const at = now.settings.findIndex(({ value }, index) => value !== before.settings[index]?.value);
  const { place, value } = now.settings[at] ?? { place: { pointer: '/model' }, value: '' };
  const found = { cause: 'setting-changed', index: 0 } as const;
  if ('pointer' in place) return { ...found, ...place, pointerBefore: place.pointer };
  const header = { name: place.header, before: before.settings[at]?.value ?? '', now: value };
  return { ...found, pointer: '', pointerBefore: '', header };
}

/** null: the prompt begins with the whole one before, or the other way round. */
export function findBreak(input: BreakInput): FoundBreak | null {
  const { before, now } = input;
  const setting = settingBreak(input);
  if (setting !== null) return setting;
  const shorter = Math.min(before.ids.length, now.ids.length);
  let index = 0;
  while (index < shorter && before.ids[index] === now.ids[index]) index++;
  if (index === shorter) return null;
  const at = {
    index,
    pointer: now.pointers[index] ?? '',
    pointerBefore: before.pointers[index] ?? '',
  };
  const a = before.segments[index];
  const b = now.segments[index];
  if (a === undefined || b === undefined) return null;
  if (isToolSegment(a) || isToolSegment(b)) return classifyTools(input, at);
  const frames = [a, b].map((segment) => (segment.kind === 'text' ? segment.frame : segment.what));
  if (frames.includes('format'))
    return { ...at, cause: 'setting-changed', pointer: '/text/format' };
  if (frames.includes('instructions')) return { ...at, cause: 'instructions-changed' };
  if (frames.includes('reasoning')) return classifyReasoning(input, at);
  return classifyMessage(input, at);
}
