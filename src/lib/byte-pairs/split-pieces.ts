// The pieces of a text that no token crosses, as o200k's regular expression finds them. By hand:
// the expression and a string for each piece take longer than the encoding.

// What a character can be in a piece, a bit each.
/** In the beginning of a word: capitals, letters without case, marks. */
const begin = 1;
/** In the end of a word: small letters, letters without case, marks. */
const end = 2;
/** Before a word: all but letters, numbers and line ends. */
const prefix = 4;
/** In a row of signs: all but letters, numbers and white space. */
const sign = 8;
const space = 16;
const lineEnd = 32;
const number = 64;
const nothing = 128;
const unknown = 0;

const kinds: readonly (readonly [RegExp, number])[] = [
  [/[\r\n]/, space | lineEnd],
  [/\s/, space | prefix],
  [/[\p{Lu}\p{Lt}]/u, begin],
  [/\p{Ll}/u, end],
  [/[\p{Lm}\p{Lo}]/u, begin | end],
  [/\p{M}/u, begin | end | prefix | sign],
  [/\p{N}/u, number],
];
const otherKind = prefix | sign;

const spaceCode = 0x20;
const slashCode = 0x2f;
const apostropheCode = 0x27;
const numbersMax = 3;

/** Behind every character: what is read at the end of a text. */
const textEnd = 0x11_0000;
/** Of every character, once it was asked for. */
const known = new Uint8Array(textEnd + 1);
known[textEnd] = nothing;

function kindOf(code: number): number {
  const kind = known[code] as number;
  return kind === unknown ? learnKind(code) : kind;
}

function learnKind(code: number): number {
  // Half a character stays unknown: mostly the other half follows, and the two are looked up.
  if (code >= 0xd800 && code <= 0xdfff) return otherKind;
  const character = String.fromCodePoint(code);
  const kind = kinds.find(([test]) => test.test(character))?.[1] ?? otherKind;
  known[code] = kind;
  return kind;
}

function codeAt(text: string, at: number): number {
  if (at >= text.length) return textEnd;
  const unit = text.charCodeAt(at);
  return (unit & 0xfc00) === 0xd800 ? (text.codePointAt(at) as number) : unit;
}

const widthOf = (code: number): number => (code > 0xffff ? 2 : 1);

/** @returns where the piece ends that begins at `at`, which is before the end of the text */
export function pieceEnd(text: string, at: number): number {
  const code = codeAt(text, at);
  const kind = kindOf(code);
  const next = at + widthOf(code);
  if (kind & prefix) {
    const word = wordEnd(text, next);
    if (word > 0) return contractionEnd(text, word);
  }
  if (kind & (begin | end)) {
    const word = wordEnd(text, at);
    return contractionEnd(text, word > 0 ? word : runEnd(text, at, begin));
  }
  if (kind & prefix) {
    const capitals = runEnd(text, next, begin);
    if (capitals > next) return contractionEnd(text, capitals);
  }
  if (kind & number) return numberEnd(text, at);
  if (kind & sign) return signsEnd(text, at);
  const signs = code === spaceCode ? signsEnd(text, next) : next;
  return signs > next ? signs : spaceEnd(text, at);
}

/** Of a word that has a character of a word's end; 0: it has none. */
function wordEnd(text: string, start: number): number {
  let found = 0;
  for (let at = start; ; ) {
    const code = codeAt(text, at);
    const kind = kindOf(code);
    if ((kind & (begin | end)) === 0) return found;
    at += widthOf(code);
    if (kind === end) return runEnd(text, at, end);
    // Behind the last of these there are capitals only: they begin another word.
    if (kind & end) found = at;
  }
}

function runEnd(text: string, start: number, bit: number): number {
  let at = start;
  for (;;) {
    // Nearly all are known, and of one unit.
    while (at < text.length && (known[text.charCodeAt(at)] as number) & bit) at++;
    const code = codeAt(text, at);
    if ((kindOf(code) & bit) === 0) return at;
    at += widthOf(code);
  }
}

/** `'s`, `'d`, `'m`, `'t`, `'ll`, `'ve` and `'re` belong to the word before them. */
function contractionEnd(text: string, at: number): number {
  if (text.charCodeAt(at) !== apostropheCode) return at;
  const two = text.slice(at + 1, at + 3);
  if (/^(?:ll|ve|re)$/i.test(two)) return at + 3;
  return /^[sdmt]/i.test(two) ? at + 2 : at;
}

function numberEnd(text: string, start: number): number {
  let at = start;
  for (let count = 0; count < numbersMax; count++) {
    const code = codeAt(text, at);
    if ((kindOf(code) & number) === 0) break;
    at += widthOf(code);
  }
  return at;
}

/** Signs, then line ends and slashes. */
function signsEnd(text: string, start: number): number {
  let at = runEnd(text, start, sign);
  if (at === start) return at;
  while (text.charCodeAt(at) === slashCode || kindOf(codeAt(text, at)) & lineEnd) at++;
  return at;
}

/**
 * White space up to its last line end. Without one, all but the last character, which belongs to
 * what follows; all at the end of the text.
 */
function spaceEnd(text: string, start: number): number {
  let behindLineEnd = 0;
  let at = start;
  for (;;) {
    const kind = kindOf(codeAt(text, at));
    if ((kind & space) === 0) break;
    at++;
    if (kind & lineEnd) behindLineEnd = at;
  }
  if (behindLineEnd > 0) return behindLineEnd;
  return at === text.length || at - start === 1 ? at : at - 1;
}
