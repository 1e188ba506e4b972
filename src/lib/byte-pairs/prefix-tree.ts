// The tokens of a vocabulary by their beginnings: the longest token at a place is found in one
// walk over the bytes. The branch of two first bytes grows when a text first has them: a text
// needs few of them, and every command that counts tokens would wait for all.
import { noToken, type Vocabulary } from './vocabulary.ts';

/** Nodes are numbered from 1. */
const noNode = 0;
/** The two bytes have no branch yet. */
const notGrown = -1;
/** Places for edges to begin with, a power of two. */
const edgePlacesAtFirst = 1 << 14;
const hashFactor = 0x9e3779b1;

export interface PrefixTree {
  /** The longest token that begins at `at` and ends at `end` or before. */
  longest(bytes: Uint8Array, at: number, end: number): number;
  /** The token that is the rest of `token` behind its beginning `left`, or `noToken`. */
  rest(token: number, left: number): number;
  /** The longest other token that `token` begins with, or `noToken`. */
  shorter(token: number): number;
  /** The token that is two tokens one after the other, or `noToken`. */
  joined(left: number, right: number): number;
  /** Whether the bytes of `token` are at `at`, and end before `end`. */
  isAt(token: number, bytes: Uint8Array, at: number, end: number): boolean;
  /** How many bytes it has. */
  lengthOf(token: number): number;
}

export function createPrefixTree({ bytes: held, starts, count }: Vocabulary): PrefixTree {
  const single = new Int32Array(256).fill(noToken);
  const roots = new Int32Array(256 * 256).fill(notGrown);
  const { begins, tokens: grouped } = groupByTwoBytes();
  /** What ends at a node. */
  let ends = new Int32Array(1024).fill(noToken);
  /** A bit for each edge of a node, by the byte's low bits: most that are asked for are not. */
  let edgeBits = new Int32Array(ends.length);
  let nodes = 0;
  /** The node at which each token ends, once its branch has grown. */
  const nodeOf = new Int32Array(count);
  /** Edges by their node and byte in an open table: the two of them, and behind that the node. */
  let edges = new Int32Array(2 * edgePlacesAtFirst);
  let shift = 31 - Math.log2(edgePlacesAtFirst);
  let edgeCount = 0;
  const unknown = -1;
  const shorterOf = new Int32Array(count).fill(unknown);
  return {
    longest,
    rest: (token, left) =>
      whole((starts[token] as number) + lengthOf(left), starts[token + 1] as number),
    shorter(token) {
      if (shorterOf[token] === unknown) {
        const start = starts[token] as number;
        const end = (starts[token + 1] as number) - 1;
        shorterOf[token] = start < end ? longest(held, start, end) : noToken;
      }
      return shorterOf[token] as number;
    },
    joined(left, right) {
      let at = starts[right] as number;
      const end = starts[right + 1] as number;
      let node =
        lengthOf(left) === 1 ? root(held[starts[left] as number], held[at++]) : nodeOf[left];
      while (node !== noNode && at < end) node = child(node as number, held[at++] as number);
      return ends[node as number] as number;
    },
    isAt(token, bytes, at, end) {
      const start = starts[token] as number;
      const length = lengthOf(token);
      if (at + length > end) return false;
      for (let index = 0; index < length; index++) {
        if (bytes[at + index] !== held[start + index]) return false;
      }
      return true;
    },
    lengthOf,
  };

  function lengthOf(token: number): number {
    return (starts[token + 1] as number) - (starts[token] as number);
  }

  function longest(bytes: Uint8Array, start: number, end: number): number {
    let found = single[bytes[start] as number] as number;
    if (end - start < 2) return found;
    let node = root(bytes[start], bytes[start + 1]);
    for (let at = start + 2; node !== noNode; at++) {
      const token = ends[node] as number;
      if (token !== noToken) found = token;
      if (at >= end) break;
      node = child(node, bytes[at] as number);
    }
    return found;
  }

  function whole(start: number, end: number): number {
    const token = longest(held, start, end);
    return token !== noToken && lengthOf(token) === end - start ? token : noToken;
  }

  function root(first: number | undefined, second: number | undefined): number {
    const pair = ((first as number) << 8) | (second as number);
    const node = roots[pair] as number;
    return node === notGrown ? grow(pair) : node;
  }

  function child(node: number, byte: number): number {
    if ((((edgeBits[node] as number) >>> (byte & 31)) & 1) === 0) return noNode;
    const edge = (node << 8) | byte;
    const mask = edges.length - 2;
    let place = (Math.imul(edge, hashFactor) >>> shift) & mask;
    for (;;) {
      const there = edges[place];
      if (there === edge) return edges[place + 1] as number;
      if (there === 0) return noNode;
      place = (place + 2) & mask;
    }
  }

  function grow(pair: number): number {
    const begin = begins[pair] as number;
    const end = begins[pair + 1] as number;
    const top = begin === end ? noNode : addNode();
    roots[pair] = top;
    for (let index = begin; index < end; index++) {
      const token = grouped[index] as number;
      let node = top;
      const last = starts[token + 1] as number;
      for (let at = (starts[token] as number) + 2; at < last; at++) {
        const byte = held[at] as number;
        const below = child(node, byte);
        node = below === noNode ? addEdge(node, byte) : below;
      }
      ends[node] = token;
      nodeOf[token] = node;
    }
    return top;
  }

  function addNode(): number {
    nodes++;
    if (nodes >= ends.length) {
      const more = new Int32Array(2 * ends.length).fill(noToken);
      more.set(ends);
      ends = more;
      const moreBits = new Int32Array(ends.length);
      moreBits.set(edgeBits);
      edgeBits = moreBits;
    }
    return nodes;
  }

  function addEdge(from: number, byte: number): number {
    const to = addNode();
    // At most half full, so that a look ends soon.
    if (4 * ++edgeCount > edges.length) {
      const old = edges;
      edges = new Int32Array(2 * old.length);
      shift--;
      for (let place = 0; place < old.length; place += 2) {
        if (old[place] !== 0) putEdge(old[place] as number, old[place + 1] as number);
      }
    }
    putEdge((from << 8) | byte, to);
    (edgeBits[from] as number) |= 1 << (byte & 31);
    return to;
  }

  function putEdge(edge: number, to: number): void {
    const mask = edges.length - 2;
    let place = (Math.imul(edge, hashFactor) >>> shift) & mask;
    while (edges[place] !== 0) place = (place + 2) & mask;
    edges[place] = edge;
    edges[place + 1] = to;
  }

  /** The tokens of two bytes and more, and where those begin that have the same two at first. */
  function groupByTwoBytes(): { readonly begins: Int32Array; readonly tokens: Int32Array } {
    const begins = new Int32Array(256 * 256 + 1);
    const pairOf = (token: number): number => {
      const start = starts[token] as number;
      return ((held[start] as number) << 8) | (held[start + 1] as number);
    };
    for (let token = 0; token < count; token++) {
      if (lengthOf(token) === 1) single[held[starts[token] as number] as number] = token;
      else (begins[pairOf(token) + 1] as number)++;
    }
    for (let pair = 0; pair < 256 * 256; pair++) {
      (begins[pair + 1] as number) += begins[pair] as number;
    }
    const next = begins.slice();
    const tokens = new Int32Array(begins.at(-1) ?? 0);
    for (let token = 0; token < count; token++) {
      if (lengthOf(token) > 1) tokens[(next[pairOf(token)] as number)++] = token;
    }
    return { begins, tokens };
  }
}
