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

// What is known of a token or of a node is in one row of a list: mostly it is far from the last
// one, and memory is fetched 64 bytes at a time. Constants of this module: imported ones are looked
// up each time.
/** Fields of a token: its bytes in the vocabulary are from here, so many. */
const startField = 0;
const lengthField = 1;
const firstByteField = 2;
/** The node at which it ends; 0 until its branch has grown. */
const nodeField = 3;
/** The bytes that another token continues it with, a bit each by their low five. */
const nextBitsField = 4;
/** The longest other token that it begins with, or `unknown`. */
const shorterField = 5;
const rowShift = 3;
const unknown = -1;

/** Fields of a node. */
const ends = 0;
/** A bit for each edge, by the byte's low bits: most that are asked for are not. */
const edgeBits = 1;
/** The edge that it had first, which is the only one of most: its byte, and the node behind it. */
const firstByte = 2;
const firstNode = 3;
const nodeShift = 2;
const noByte = -1;
/** To begin with. */
const nodesAtFirst = 1024;

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

export function createPrefixTree(vocabulary: Vocabulary): PrefixTree {
  const { bytes: held, count } = vocabulary;
  const table = createTokenTable(vocabulary);
  const single = new Int32Array(256).fill(noToken);
  const roots = new Int32Array(256 * 256).fill(notGrown);
  const { begins, tokens: grouped } = groupByTwoBytes();
  let nodes = new Int32Array(nodesAtFirst << nodeShift);
  let nodeCount = 0;
  nodes[ends] = noToken;
  /** Other edges, by their node and byte in an open table: the two, and behind that the node. */
  let edges = new Int32Array(2 * edgePlacesAtFirst);
  let shift = 31 - Math.log2(edgePlacesAtFirst);
  let edgeCount = 0;
  return {
    longest,
    rest(token, left) {
      const start = startOf(token);
      return whole(start + lengthOf(left), start + lengthOf(token));
    },
    shorter(token) {
      const known = (token << rowShift) + shorterField;
      if (table[known] === unknown) {
        const start = startOf(token);
        const length = lengthOf(token);
        table[known] = length > 1 ? longest(held, start, start + length - 1) : noToken;
      }
      return table[known] as number;
    },
    joined(left, right) {
      const row = left << rowShift;
      const behind = right << rowShift;
      const byte = table[behind + firstByteField] as number;
      let at = table[behind + startField] as number;
      const end = at + (table[behind + lengthField] as number);
      let node: number;
      if (table[row + lengthField] === 1) {
        node = root(table[row + firstByteField], byte);
        at++;
      } else {
        // Most pairs end here.
        if ((((table[row + nextBitsField] as number) >>> (byte & 31)) & 1) === 0) return noToken;
        node = table[row + nodeField] as number;
      }
      while (node !== noNode && at < end) node = child(node, held[at++] as number);
      return nodes[(node << nodeShift) + ends] as number;
    },
    isAt(token, bytes, at, end) {
      const start = startOf(token);
      const length = lengthOf(token);
      if (at + length > end) return false;
      for (let index = 0; index < length; index++) {
        if (bytes[at + index] !== held[start + index]) return false;
      }
      return true;
    },
    lengthOf,
  };

  function startOf(token: number): number {
    return table[(token << rowShift) + startField] as number;
  }

  function lengthOf(token: number): number {
    return table[(token << rowShift) + lengthField] as number;
  }

  function longest(bytes: Uint8Array, start: number, end: number): number {
    let found = single[bytes[start] as number] as number;
    if (end - start < 2) return found;
    let node = root(bytes[start], bytes[start + 1]);
    for (let at = start + 2; node !== noNode; at++) {
      const token = nodes[(node << nodeShift) + ends] as number;
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
    const row = node << nodeShift;
    if (nodes[row + firstByte] === byte) return nodes[row + firstNode] as number;
    if ((((nodes[row + edgeBits] as number) >>> (byte & 31)) & 1) === 0) return noNode;
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
      const start = startOf(token);
      const last = start + lengthOf(token);
      for (let at = start + 2; at < last; at++) {
        const byte = held[at] as number;
        const below = child(node, byte);
        node = below === noNode ? addEdge(node, byte) : below;
      }
      nodes[(node << nodeShift) + ends] = token;
      table[(token << rowShift) + nodeField] = node;
    }
    for (let index = begin; index < end; index++) {
      const row = (grouped[index] as number) << rowShift;
      const node = table[row + nodeField] as number;
      table[row + nextBitsField] = nodes[(node << nodeShift) + edgeBits] as number;
    }
    return top;
  }

  function addNode(): number {
    nodeCount++;
    if (nodeCount << nodeShift === nodes.length) {
      const more = new Int32Array(2 * nodes.length);
      more.set(nodes);
      nodes = more;
    }
    const row = nodeCount << nodeShift;
    nodes[row + ends] = noToken;
    nodes[row + firstByte] = noByte;
    return nodeCount;
  }

  function addEdge(from: number, byte: number): number {
    const to = addNode();
    const row = from << nodeShift;
    (nodes[row + edgeBits] as number) |= 1 << (byte & 31);
    if (nodes[row + firstByte] === noByte) {
      nodes[row + firstByte] = byte;
      nodes[row + firstNode] = to;
      return to;
    }
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
      const start = startOf(token);
      return ((held[start] as number) << 8) | (held[start + 1] as number);
    };
    for (let token = 0; token < count; token++) {
      if (lengthOf(token) === 1) single[held[startOf(token)] as number] = token;
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

/** A row for each token. */
function createTokenTable({ bytes, starts, count }: Vocabulary): Int32Array {
  const table = new Int32Array(count << rowShift);
  for (let token = 0; token < count; token++) {
    const row = token << rowShift;
    const start = starts[token] as number;
    table[row + startField] = start;
    table[row + lengthField] = (starts[token + 1] as number) - start;
    table[row + firstByteField] = bytes[start] as number;
    table[row + shorterField] = unknown;
  }
  return table;
}
