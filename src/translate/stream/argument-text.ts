// The arguments of a call as they come, with the guards against a model that has lost its way.
import type { ItemSettings } from './item-translation.ts';
import { createNestingGuard } from './nesting-guard.ts';
import { createWhitespaceGuard } from './whitespace-guard.ts';

export interface ArgumentText {
  /** All that has come. */
  text(): string;
  /** It begins as an object does; false while nothing but blanks has come. */
  isObject(): boolean;
  /** @returns false where the response fails for it */
  add(json: string): boolean;
  /** Another text takes its place. */
  clear(): void;
}

export function createArgumentText({ fail }: Pick<ItemSettings, 'fail'>): ArgumentText {
  let text = '';
  /** Kept apart: looking for it in a text that grows takes time with the square of its length. */
  let first = '';
  let isRunaway = createWhitespaceGuard();
  let findExcess = createNestingGuard();
  return {
    text: () => text,
    isObject: () => first === '{',
    add(json) {
      text += json;
      first ||= json.trimStart().charAt(0);
      if (isRunaway(json)) {
        fail('arguments-runaway', 'The arguments of a call went on with nothing but blanks.');
        return false;
      }
      const excess = findExcess(json);
      if (excess !== null) fail('arguments-excess', `The arguments of a call ${excess}.`);
      return excess === null;
    },
    clear() {
      text = '';
      first = '';
      isRunaway = createWhitespaceGuard();
      findExcess = createNestingGuard();
    },
  };
}
