// Cuts text into what a placeholder replaces and what stays. The parts of a word are cut where the
// o200k tokenizer cuts them (at a change from lower to upper case), so that a part is replaced by a
// part and the tokens around it keep their boundaries. Every piece keeps its length: pieces joined
// are the text.
import { keptMarkers } from './kept.ts';

export type TextPiece =
  /** Punctuation, space, single letters and digits, protocol markers. */
  | { readonly kind: 'kept'; readonly text: string }
  /** ASCII letters, lower case after at most some upper case, or upper case only. */
  | { readonly kind: 'word'; readonly text: string; readonly suffix: string }
  /** Letters outside ASCII. */
  | { readonly kind: 'foreign'; readonly text: string }
  | { readonly kind: 'digits'; readonly text: string }
  /** UUIDs, wire ids, hashes, keys, addresses, dates: no words in them, equal ones stay equal. */
  | { readonly kind: 'identifier'; readonly text: string };

/** A single digit counts something; two may be part of a card, a phone number or a PIN. */
const keptDigitsMax = 1;

const alternatives = {
  marker: keptMarkers.map(({ text }) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'),
  uuid: '(?<![0-9A-Za-z])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z])',
  wireId:
    '(?<![0-9A-Za-z])(?:toolu|srvtoolu|call|msg|rs|fco?|ctco?|ws|resp|req|file)_(?=[A-Za-z]*[0-9])[0-9A-Za-z]{6,}',
  hash: '(?<![0-9A-Za-z])(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{6,}(?![0-9A-Za-z])',
  // Of IP version 4, and of network cards.
  address:
    '(?<![0-9A-Za-z.])[0-9]{1,3}(?:\\.[0-9]{1,3}){3}(?![0-9A-Za-z])|(?<![0-9A-Za-z])[0-9a-fA-F]{2}(?:(?<pair>[:-])[0-9a-fA-F]{2})(?:\\k<pair>[0-9a-fA-F]{2}){4}(?![0-9A-Za-z])',
  // Dates, versions, and digits that somebody spells out one by one.
  joined: '(?<![0-9A-Za-z])[0-9]{1,4}(?:[-/. ][0-9]{1,4}){2,}(?![0-9A-Za-z])',
  // Base64 and keys. The look-behind keeps the look-aheads to one try per run.
  opaque:
    '(?<![0-9A-Za-z+])(?=[A-Z0-9+]*[a-z])(?=[a-z0-9+]*[A-Z])(?=[A-Za-z+]*[0-9])[0-9A-Za-z+]{20,}',
  word: "(?:[A-Z]*[a-z]+|[A-Z]+)(?:'(?:s|t|re|ve|m|ll|d|S|T|RE|VE|M|LL|D)(?![A-Za-z]))?",
  foreign: '(?:(?![A-Za-z])\\p{L})+',
  digits: '[0-9]+',
};
const pattern = new RegExp(
  `(?<kept>${alternatives.marker})|(?<identifier>${alternatives.uuid}|${alternatives.address}|${alternatives.joined}|${alternatives.wireId}|${alternatives.hash}|${alternatives.opaque})|(?<word>${alternatives.word})|(?<foreign>${alternatives.foreign})|(?<digits>${alternatives.digits})`,
  'gu',
);

function wordPiece(text: string): TextPiece {
  const apostrophe = text.indexOf("'");
  const word = apostrophe < 0 ? text : text.slice(0, apostrophe);
  if (word.length === 1) return { kind: 'kept', text };
  return { kind: 'word', text: word, suffix: text.slice(word.length) };
}

/** Cuts text into pieces; their texts (with suffixes) joined are the text. */
export function scanText(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push({ kind: 'kept', text: text.slice(end, match.index) });
    end = match.index + match[0].length;
    const { identifier, word, foreign, digits } = match.groups ?? {};
    if (identifier !== undefined) pieces.push({ kind: 'identifier', text: identifier });
    else if (word !== undefined) pieces.push(wordPiece(word));
    else if (foreign !== undefined) pieces.push({ kind: 'foreign', text: foreign });
    else if (digits !== undefined && digits.length > keptDigitsMax) {
      pieces.push({ kind: 'digits', text: digits });
    } else pieces.push({ kind: 'kept', text: match[0] });
  }
  if (end < text.length) pieces.push({ kind: 'kept', text: text.slice(end) });
  return pieces;
}
