// The arguments of a call as they come, with the guards against a model that has lost its way.
import type { ItemSettings } from './item-translation.ts';
import { createNestingGuard } from './nesting-guard.ts';
import { createWhitespaceGuard } from './whitespace-guard.ts';

export interface ArgumentText {
  /** The arguments so far. */
  text(): string;
  /** What came after them: some relays send arguments again, or a placeholder before them. */
  surplus(): string;
  /** It begins as an object does; false while nothing but blanks has come. */
  isObject(): boolean;
  /** @returns what of it belongs to the arguments; null: the response fails for it */
  add(json: string): string | null;
  /** What came after the arguments belongs to them, or means nothing. */
  endWith(surplus: 'kept' | 'dropped'): void;
  /** Another text takes its place. */
  clear(): void;
}

export function createArgumentText({ fail }: Pick<ItemSettings, 'fail'>): ArgumentText {
  let text = '';
  let surplus = '';
  /** Kept apart: looking for it in a text that grows takes time with the square of its length. */
  let first = '';
  let isRunaway = createWhitespaceGuard();
  let nesting = createNestingGuard();
  const keep = (json: string): string => {
    const end = first === '{' ? nesting.end() : null;
    const beyond = end === null ? '' : json.slice(Math.max(0, end - text.length));
    const after = surplus === '' ? beyond.trimStart() : json;
    const kept = json.slice(0, json.length - after.length);
    text += kept;
    surplus += after;
    return kept;
  };
  return {
    text: () => text,
    surplus: () => surplus,
    isObject: () => first === '{',
    add(json) {
      first ||= json.trimStart().charAt(0);
      const isLost = isRunaway(json);
      const excess = nesting.check(json);
      const kept = keep(json);
      if (isLost) {
        fail('arguments-runaway', 'The arguments of a call went on with nothing but blanks.');
        return null;
      }
      if (excess !== null) fail('arguments-excess', `The arguments of a call ${excess}.`);
      return excess === null ? kept : null;
    },
    endWith(what) {
      if (what === 'kept') text += surplus;
      surplus = '';
    },
    clear() {
      text = '';
      surplus = '';
      first = '';
      isRunaway = createWhitespaceGuard();
      nesting = createNestingGuard();
    },
  };
}
