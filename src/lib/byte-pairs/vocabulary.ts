// A vocabulary in the form in which OpenAI publishes it (`*.tiktoken`): a line for each token, its
// bytes in base64 and its id. It is read as data: as code and in a Map it takes over three times as
// long to load, and every command that counts tokens waits for it.

/** No token. Higher than every other, so that no merge comes after it. */
export const noToken = 0x7fffffff;

/**
 * Every token of an encoding, by its place in the file: of two merges the one that gives the
 * earlier token is done first. Single bytes are the first tokens: every text can be encoded.
 */
export interface Vocabulary {
  readonly count: number;
  /** All tokens, one behind the other. */
  readonly bytes: Uint8Array;
  /** Where each begins in `bytes`, and at last where they end. */
  readonly starts: Int32Array;
  readonly ids: Int32Array;
}

/** `IQ== 0` and its line end. */
const lineBytesMin = 7;
const space = 0x20;
const lineEnd = 0x0a;
const padding = 0x3d;
const digitZero = 0x30;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** What a character of base64 stands for. */
const sixBits = new Uint8Array(256);
for (let value = 0; value < alphabet.length; value++) sixBits[alphabet.charCodeAt(value)] = value;

function sixBitsAt(file: Uint8Array, at: number): number {
  return sixBits[file[at] as number] as number;
}

/** @param file one that was published: it is not checked */
export function parseVocabulary(file: Uint8Array): Vocabulary {
  const bytes = new Uint8Array(file.length);
  const ids = new Int32Array(Math.ceil((file.length + 1) / lineBytesMin));
  const starts = new Int32Array(ids.length + 1);
  let length = 0;
  let count = 0;
  for (let at = 0; at < file.length; at++) {
    for (; file[at] !== space && at < file.length; at += 4) {
      const bits =
        (sixBitsAt(file, at) << 18) |
        (sixBitsAt(file, at + 1) << 12) |
        (sixBitsAt(file, at + 2) << 6) |
        sixBitsAt(file, at + 3);
      bytes[length++] = bits >> 16;
      if (file[at + 2] !== padding) bytes[length++] = bits >> 8;
      if (file[at + 3] !== padding) bytes[length++] = bits;
    }
    let id = 0;
    for (at++; file[at] !== lineEnd && at < file.length; at++) {
      id = id * 10 + (file[at] as number) - digitZero;
    }
    ids[count++] = id;
    starts[count] = length;
  }
  // Copies: what was taken for the worst case is given back.
  return {
    count,
    bytes: bytes.slice(0, length),
    starts: starts.slice(0, count + 1),
    ids: ids.slice(0, count),
  };
}
