// A vocabulary in the form in which OpenAI publishes it (`*.tiktoken`): a line for each token, its
// bytes in base64 and its id. Read as data: as a module of code it takes twice as long to load.

/**
 * Every token of an encoding by its bytes, as `toByteString` gives them. Of two merges the one that
 * gives the lower id is done first.
 */
export type Vocabulary = ReadonlyMap<string, number>;

const space = 0x20;
const lineEnd = 0x0a;
const padding = 0x3d;
const digitZero = 0x30;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** What a character of base64 stands for. */
const sixBits = new Uint8Array(256);
for (let value = 0; value < alphabet.length; value++) sixBits[alphabet.charCodeAt(value)] = value;

/** @param file one that was published: it is not checked */
export function parseVocabulary(file: Uint8Array): Vocabulary {
  // All tokens in one text, and slices of it: decoding each by itself would take longer.
  const decoded = Buffer.allocUnsafe(file.length);
  const ends: number[] = [];
  const ids: number[] = [];
  let length = 0;
  for (let at = 0; at < file.length; at++) {
    for (; file[at] !== space && at < file.length; at += 4) {
      const bits =
        (sixBitsAt(file, at) << 18) |
        (sixBitsAt(file, at + 1) << 12) |
        (sixBitsAt(file, at + 2) << 6) |
        sixBitsAt(file, at + 3);
      decoded[length++] = bits >> 16;
      if (file[at + 2] !== padding) decoded[length++] = bits >> 8;
      if (file[at + 3] !== padding) decoded[length++] = bits;
    }
    let id = 0;
    for (at++; file[at] !== lineEnd && at < file.length; at++) {
      id = id * 10 + (file[at] as number) - digitZero;
    }
    ends.push(length);
    ids.push(id);
  }
  const text = decoded.toString('latin1', 0, length);
  const vocabulary = new Map<string, number>();
  let start = 0;
  for (let index = 0; index < ends.length; index++) {
    const end = ends[index] as number;
    vocabulary.set(text.slice(start, end), ids[index] as number);
    start = end;
  }
  return vocabulary;
}

function sixBitsAt(file: Uint8Array, at: number): number {
  return sixBits[file[at] as number] as number;
}
