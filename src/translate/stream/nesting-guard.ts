// Arguments of a call that no code could follow down: a model that has lost its way opens brackets
// until its tokens run out. The client could not send such a call back either.
import { nestingMax, objectsMax } from '../../lib/json-excess.ts';

/** Levels of a request around the arguments of a call in it, and room for those to come. */
const levelsAround = 16;
export const argumentLevelsMax = nestingMax - levelsAround;

const code = { quote: 0x22, backslash: 0x5c, open: 0x5b, close: 0x5d, begin: 0x7b, end: 0x7d };

export interface NestingGuard {
  /**
   * To be fed with each piece of one JSON text: what is over a limit, as a sentence's rest; null:
   * nothing is so far.
   */
  check(piece: string): string | null;
  /** Where the text's first object or list ends, in characters; null: it has not yet. */
  end(): number | null;
}

export function createNestingGuard(): NestingGuard {
  let [depth, objects, length] = [0, 0, 0];
  let [isString, isEscaped] = [false, false];
  let end: number | null = null;
  const check = (piece: string): string | null => {
    for (let at = 0; at < piece.length; at++) {
      const unit = piece.charCodeAt(at);
      if (isEscaped) isEscaped = false;
      else if (unit === code.quote) isString = !isString;
      else if (isString) isEscaped = unit === code.backslash;
      else if (unit === code.begin || unit === code.open) {
        depth++;
        if (unit === code.begin) objects++;
        if (depth > argumentLevelsMax) {
          return `are nested more than ${argumentLevelsMax} levels deep`;
        }
        if (objects > objectsMax) return `hold more than ${objectsMax} objects`;
      } else if (unit === code.end || unit === code.close) {
        depth--;
        if (depth === 0) end ??= length + at + 1;
      }
    }
    length += piece.length;
    return null;
  };
  return { check, end: () => end };
}
