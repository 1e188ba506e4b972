// Replaces what people and vendors wrote by placeholders, so that a recording can be shared: same
// length, same shape, about the same tokens, equal things equal. What a value is (prose, id,
// ciphertext, protocol) is decided by the rules in pseudonym/protocol-rules.ts; this is the
// alphabet that they use. Replacing is word by word and looks at nothing else: a text that
// continues another one at a word boundary maps to the continuation of its placeholder.
import type { Tokenizer } from '../domain/tokenizer.ts';
import { assertNever } from '../lib/assert-never.ts';
import { createPlaceholderChooser } from './choose-placeholder.ts';
import { scanText, type TextPiece } from './scan-text.ts';
import { keyedBytes, scramble } from './scramble.ts';

export interface Pseudonymiser {
  /** Prose, code, paths, addresses. Keeps the number of UTF-16 units and every non-letter. */
  text(text: string): string;
  /** A number as JSON writes it: single digits, signs and exponents stay. */
  number(text: string): string;
  /** A whole id: prefix such as `call_` kept, equal ids equal, different ids different. */
  identifier(text: string): string;
  /** Ciphertext, signatures, images: same length and alphabet, leading marker kept. */
  opaque(text: string): string;
}

const uuid = /[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/g;
const idPrefix = /^(?:[a-z]{1,10}_)+/;
/** Version token of the backend's ciphertext, head of a data URI, our own signatures: protocol. */
const opaquePrefix =
  /^(?:gAAAA|data:[a-z]+\/[a-z0-9.+-]+;base64,|turntape\.display-only$|turntape\.r1\.)/;
/** Where the version and the variant of a UUID are. */
const uuidVersionAt = 14;
const uuidVariantAt = 19;
const uniqueTriesMax = 64;

/** Letters outside ASCII, by UTF-8 length, so that byte lengths stay too. */
const foreignLetters: readonly (readonly [last: number, letters: string])[] = [
  [0x24f, 'àáâãäåèéêëìíîïòóôõöùúûü'],
  [0x7ff, 'абвгдежзиклмнопрстуфхц'],
  [0xffff, 'あいうえおかきくけこさしすせそたちつてとなにぬねの'],
];

/** @param digits replaces a run of digits by another one of its length */
function replaceNumber(text: string, digits: (run: string) => string): string {
  const [mantissa = '', exponent = ''] = text.split(/(?=[eE])/);
  let replaced = mantissa.replaceAll(/[0-9]{2,}/g, digits);
  if (mantissa.includes('.') && replaced.endsWith('0')) {
    // JSON writes no zero at the end of a fraction: the number would change its length.
    replaced = replaced.slice(0, -1) + (mantissa.endsWith('5') ? '6' : '5');
  }
  // Beyond the largest number there is: JSON would write null.
  if (!Number.isFinite(Number(replaced + exponent))) replaced = replaced.replace(/\.[0-9]/, '.1');
  return replaced + exponent;
}

/**
 * @param salt per recording and derived from it, never stored: without the original it is
 * impossible to
 *   rebuild the mapping, and the same recording gives the same placeholders
 */
export function createPseudonymiser(salt: string, tokenizer: Tokenizer): Pseudonymiser {
  const words = createPlaceholderChooser(`${salt}/words`, tokenizer);
  const scrambled = new Map<string, string>();
  const taken = new Set<string>();

  /** Scrambled so that no two values share a placeholder, as far as their shape leaves room. */
  const unique = (text: string): string => {
    const keepLength = (opaquePrefix.exec(text) ?? idPrefix.exec(text))?.[0].length ?? 0;
    let placeholder = keepLength === text.length ? text : scrambled.get(text);
    if (placeholder !== undefined) return placeholder;
    placeholder = scramble(`${salt}/0`, text, keepLength);
    for (let tries = 1; taken.has(placeholder) || placeholder === text; tries++) {
      // Where a shape has no room left, two may share a placeholder, but none stays as it is.
      if (tries > uniqueTriesMax && placeholder !== text) break;
      if (tries > 2 * uniqueTriesMax) break;
      placeholder = scramble(`${salt}/${tries}`, text, keepLength);
    }
    scrambled.set(text, placeholder);
    taken.add(placeholder);
    return placeholder;
  };
  const oneUuid = (text: string): string => {
    const out = [...unique(text)];
    for (const at of [uuidVersionAt, uuidVariantAt]) out[at] = text[at] ?? '0';
    return out.join('');
  };
  const identifier = (text: string): string => {
    const parts = text.split(uuid);
    const found = text.match(uuid) ?? [];
    if (found.length === 0) return unique(text);
    // The words between the ids (`user_`, `_session_`, `msg_`) are shape.
    return parts.map((part, index) => part + (found[index] ? oneUuid(found[index]) : '')).join('');
  };
  const foreign = (text: string): string => {
    const next = keyedBytes(`${salt}/foreign`, text);
    return Array.from(text, (character) => {
      const letters = foreignLetters.find(([last]) => (character.codePointAt(0) ?? 0) <= last)?.[1];
      // Letters beyond the basic plane (mathematical ones) are rare and name no person.
      return letters === undefined ? character : (letters[next() % letters.length] ?? character);
    }).join('');
  };
  const replace = (piece: TextPiece): string => {
    switch (piece.kind) {
      case 'kept':
        return piece.text;
      case 'word':
        return words.placeholder(piece.text, piece.suffix) + piece.suffix;
      case 'foreign':
        return foreign(piece.text);
      case 'digits':
        return unique(piece.text);
      case 'identifier':
        return identifier(piece.text);
      default:
        return assertNever(piece, 'text piece');
    }
  };
  // Every request of a session repeats its history: each distinct text is scanned once.
  const texts = new Map<string, string>();
  return {
    text: (text) => {
      let placeholder = texts.get(text);
      if (placeholder === undefined) {
        placeholder = scanText(text).map(replace).join('');
        texts.set(text, placeholder);
      }
      return placeholder;
    },
    number: (text) => replaceNumber(text, unique),
    identifier,
    opaque: unique,
  };
}
