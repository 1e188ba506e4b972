// A vocabulary in the form in which OpenAI publishes it (`*.tiktoken`): a line for each token, its
// bytes in base64 and its id. It is read as data, into a table over the bytes: as code and in a Map
// it takes over three times as long to load, and every command that counts tokens waits for it.

/** No token. Higher than every id, so that the lowest of several is the merge to do. */
export const noToken = 0x7fffffff;

/** Every token of an encoding. Of two merges the one that gives the lower id is done first. */
export interface Vocabulary {
  /**
   * The id of the token that is these bytes, or `noToken`.
   * @param bytes as `toByteString` gives them, from `start` up to `end`
   */
  find(bytes: string, start: number, end: number): number;
  /** Of the longest token. */
  readonly bytesMax: number;
}

/** What a file says: token `n` has the id `ids[n]` and the bytes from `starts[n]` to the next. */
interface Tokens {
  readonly bytes: Uint8Array;
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

function readTokens(file: Uint8Array): Tokens {
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
    bytes: bytes.slice(0, length),
    starts: starts.slice(0, count + 1),
    ids: ids.slice(0, count),
  };
}

// FNV-1a, a byte at a time.
const hashBasis = 0x811c9dc5;
const hashPrime = 0x01000193;
/** The low bits decide the place: the high ones are mixed into them. */
const placeOf = (hash: number, mask: number): number => (hash ^ (hash >>> 15)) & mask;
const empty = -1;

/** @param file one that was published: it is not checked */
export function parseVocabulary(file: Uint8Array): Vocabulary {
  const { bytes: held, starts, ids } = readTokens(file);
  // At most half full, so that a look ends soon.
  const mask = 2 ** Math.ceil(Math.log2(2 * ids.length + 1)) - 1;
  const places = new Int32Array(mask + 1).fill(empty);
  let bytesMax = 0;
  for (let token = 0; token < ids.length; token++) {
    const start = starts[token] as number;
    const end = starts[token + 1] as number;
    if (end - start > bytesMax) bytesMax = end - start;
    let hash = hashBasis;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (held[at] as number), hashPrime);
    let place = placeOf(hash, mask);
    while (places[place] !== empty) place = (place + 1) & mask;
    places[place] = token;
  }
  return { find, bytesMax };

  function find(bytes: string, start: number, end: number): number {
    if (end - start > bytesMax) return noToken;
    let hash = hashBasis;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes.charCodeAt(at), hashPrime);
    let place = placeOf(hash, mask);
    for (;;) {
      const token = places[place] as number;
      if (token === empty) return noToken;
      if (isAt(token, bytes, start, end)) return ids[token] as number;
      place = (place + 1) & mask;
    }
  }

  function isAt(token: number, bytes: string, start: number, end: number): boolean {
    const from = starts[token] as number;
    if ((starts[token + 1] as number) - from !== end - start) return false;
    for (let at = start; at < end; at++) {
      if (held[from + at - start] !== bytes.charCodeAt(at)) return false;
    }
    return true;
  }
}
