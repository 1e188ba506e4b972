// Segments -> block chains, each distinct history once: a tree of prompts, so that the cost of a
// call grows with what is new in it. Forgetting a branch only costs time.

import type { Tokenizer } from '../domain/tokenizer.ts';
import { sha256 } from '../lib/sha256.ts';
import type { Framing } from '../profiles/framing.ts';
import type { CachedCountRule } from './cached-count.ts';
import { framingTokens } from './framing.ts';
import { type BlockChain, chainKey, extendChain, startChain } from './prefix-cache.ts';
import type { PromptSegment } from './render-prompt.ts';

/** Of a rule of counting, what decides where blocks end. */
export type BlockRule = Pick<CachedCountRule, 'step' | 'hiddenPrefix' | 'imageShare'> & {
  readonly framing: Framing;
};

/** Pieces of history that are kept, and their characters; beyond, all are forgotten. */
export interface ChainCapacity {
  readonly pieces: number;
  readonly chars: number;
}

const defaultCapacity: ChainCapacity = { pieces: 100_000, chars: 64_000_000 };

export interface PromptChain {
  /** Input tokens, as usage counts them. */
  readonly tokens: number;
  /** Tokens in the cache: fewer where it has less room for an image than usage counts for it. */
  readonly cacheTokens: number;
  /** Keys of all whole blocks from the start; the first one is shorter by the hidden prefix. */
  readonly blocks: readonly number[];
  /** Input tokens of every segment, in order. */
  readonly segmentTokens: readonly number[];
  /** Where every segment ends: a prefix that a cache with breakpoints may hold. */
  readonly ends: readonly PromptEnd[];
  /** The last of them; with no segments, the start. */
  readonly end: PromptEnd;
}

export interface PromptEnd {
  readonly key: number;
  /** Tokens in the cache from the start of the prompt. */
  readonly tokens: number;
}

export interface PromptChains {
  /** The chain of a whole prompt under a salt. */
  chain(salt: string, segments: readonly PromptSegment[]): PromptChain;
  /** The chain of a prompt with more behind it. */
  extend(prompt: PromptChain, segments: readonly PromptSegment[]): PromptChain;
  /** What is kept now. */
  held(): ChainCapacity;
}

interface Node {
  readonly chain: BlockChain;
  /** Input tokens of the segment, and of the prompt up to its end. */
  readonly segmentTokens: number;
  readonly tokens: number;
  readonly end: PromptEnd;
  readonly parent: Node | null;
  /** By kind of segment, then by its text or identity: joined keys would copy long texts. */
  readonly children: Map<string, Map<string, Node>>;
  /** The child that was asked for last: a conversation brings the same objects again. */
  last: { readonly segment: PromptSegment; readonly node: Node } | null;
}

/** Ids for tokens whose text is not known: equal identities, equal ids, outside any vocabulary. */
export function opaqueTokenIds(identity: string, count: number): number[] {
  let state = Number.parseInt(sha256(identity).slice(0, 8), 16) | 0;
  const ids: number[] = [];
  for (let index = 0; index < count; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    ids.push(0x40000000 | (state >>> 2));
  }
  return ids;
}

function tokenIdsOf(
  segment: PromptSegment,
  tokenizer: Tokenizer,
  { imageShare = 1, framing }: BlockRule,
): number[] {
  if (segment.kind === 'opaque') {
    const share = segment.what === 'image' ? imageShare : 1;
    return opaqueTokenIds(segment.identity, Math.round(segment.tokens * share));
  }
  const frame = framingTokens(segment, framing);
  return [...opaqueTokenIds(segment.frame, frame), ...tokenizer.encode(segment.text)];
}

function kindOf({ continues, answered }: Extract<PromptSegment, { kind: 'text' }>): string {
  if (continues === true) return 'continued';
  return answered === true ? 'answered' : 'text';
}

function keysOf(segment: PromptSegment): readonly [kind: string, content: string] {
  return segment.kind === 'opaque'
    ? [`opaque ${segment.tokens}`, segment.identity]
    : [`${kindOf(segment)} ${segment.frame}`, segment.text];
}

/** A prompt that was put together before. */
interface KnownPrompt {
  readonly leaf: Node;
  readonly chain: PromptChain;
}

/** The nodes behind one, up to a leaf; from the start where it is not on the way there. */
function pathTo(leaf: Node, behind: Node | null): { path: Node[]; isBehind: boolean } {
  const path: Node[] = [];
  let node: Node | null = leaf;
  while (node !== behind && node?.parent) {
    path.push(node);
    node = node.parent;
  }
  return { path: path.reverse(), isBehind: node === behind };
}

/** @param known what the prompt shares with this one is copied from it */
function collect(leaf: Node, known: KnownPrompt | null): PromptChain {
  const { path, isBehind } = pathTo(leaf, known?.leaf ?? null);
  const blocks = known !== null && isBehind ? [...known.chain.blocks] : [];
  const segmentTokens = known !== null && isBehind ? [...known.chain.segmentTokens] : [];
  for (const node of path) {
    for (const block of node.chain.newBlocks) blocks.push(block);
    segmentTokens.push(node.segmentTokens);
  }
  return {
    tokens: leaf.tokens,
    cacheTokens: leaf.chain.tokens,
    blocks,
    segmentTokens,
    // Only caches with breakpoints ask.
    get ends() {
      return pathTo(leaf, null).path.map(({ end }) => end);
    },
    end: leaf.end,
  };
}

/**
 * @param rule where blocks end: a first one is shorter by the hidden prefix
 */
export function createPromptChains(
  tokenizer: Tokenizer,
  rule: BlockRule,
  capacity: ChainCapacity = defaultCapacity,
): PromptChains {
  let roots = new Map<string, Node>();
  let nodes = 0;
  let chars = 0;
  const leaves = new WeakMap<PromptChain, Node>();
  /** The prompt that was asked for last: it is held next, and the next one begins like it. */
  let latest: KnownPrompt | null = null;
  const child = (parent: Node, segment: PromptSegment): Node => {
    if (parent.last?.segment === segment) return parent.last.node;
    const node = findOrMake(parent, segment);
    parent.last = { segment, node };
    return node;
  };
  const findOrMake = (parent: Node, segment: PromptSegment): Node => {
    const [kind, content] = keysOf(segment);
    const siblings = parent.children.get(kind) ?? new Map<string, Node>();
    const known = siblings.get(content);
    if (known) return known;
    const ids = tokenIdsOf(segment, tokenizer, rule);
    const chain = extendChain(parent.chain, ids, rule.step, rule.hiddenPrefix);
    const end = { key: chainKey(chain), tokens: chain.tokens };
    const segmentTokens = segment.kind === 'opaque' ? segment.tokens : ids.length;
    const tokens = parent.tokens + segmentTokens;
    const node: Node = {
      ...{ chain, segmentTokens, tokens, end, parent },
      ...{ children: new Map(), last: null },
    };
    parent.children.set(kind, siblings.set(content, node));
    nodes++;
    chars += content.length;
    return node;
  };
  const walk = (
    from: Node,
    segments: readonly PromptSegment[],
    known: KnownPrompt | null,
  ): KnownPrompt => {
    let leaf = from;
    for (const segment of segments) leaf = child(leaf, segment);
    if (known?.leaf === leaf) return known;
    const chain = collect(leaf, known);
    leaves.set(chain, leaf);
    return { leaf, chain };
  };
  return {
    chain(salt, segments) {
      if (nodes > capacity.pieces || chars > capacity.chars) {
        roots = new Map();
        latest = null;
        nodes = 0;
        chars = 0;
      }
      let node = roots.get(salt);
      if (node === undefined) {
        const chain = startChain(salt);
        const end = { key: chainKey(chain), tokens: 0 };
        node = {
          ...{ chain, segmentTokens: 0, tokens: 0, end, parent: null },
          ...{ children: new Map(), last: null },
        };
        roots.set(salt, node);
        nodes++;
      }
      latest = walk(node, segments, latest);
      return latest.chain;
    },
    extend(prompt, segments) {
      const leaf = leaves.get(prompt);
      if (leaf === undefined) throw new Error('a prompt of other chains');
      return walk(leaf, segments, { leaf, chain: prompt }).chain;
    },
    held: () => ({ pieces: nodes, chars }),
  };
}
