// What a perfect cache would serve: one machine, no misses. Two rule sets: blocks from the start
// (Responses API) and prefixes that end at a breakpoint (Anthropic).
import type { Tokenizer } from '../../domain/tokenizer.ts';
import { cachedTokens, countLeadingBlocks } from '../../rules/prefix-cache.ts';
import { createPromptChains } from '../../rules/prompt-chains.ts';
import type { PromptSegment } from '../../rules/render-prompt.ts';
import type { SimulatorParameters } from '../../rules/simulator-parameters.ts';
import type { RenderedCall } from './render-call.ts';

/** Local tokens. */
export interface TheoryView {
  readonly tokens: number;
  /** Cacheable prefix that some earlier call holds, however old. */
  readonly held: number;
  /** Of these, what was used recently enough. */
  readonly fresh: number;
}

export interface CacheTheory {
  look(call: RenderedCall, nowMs: number): TheoryView;
  /** What could be served of an earlier prompt's first `tokens`, had they been kept as they were. */
  cacheable(tokens: number, before: RenderedCall): number;
  /** The call was answered: its prompt is held from now on. */
  hold(call: RenderedCall, generated: readonly PromptSegment[], nowMs: number): void;
}

type TheoryParameters = Pick<
  SimulatorParameters,
  'cache_quantum' | 'cache_minimum' | 'cache_outputs' | 'idle_eviction_ms' | 'frame_tokens'
>;

/** Whole blocks from the start of the prompt, above a minimum. */
export function createBlockTheory(tokenizer: Tokenizer, parameters: TheoryParameters): CacheTheory {
  const { cache_quantum, cache_minimum, cache_outputs, idle_eviction_ms, frame_tokens } =
    parameters;
  const chains = createPromptChains(tokenizer, frame_tokens, cache_quantum);
  const usedAt = new Map<number, number>();
  const whole = (blocks: number): number => cachedTokens(blocks, cache_quantum, cache_minimum);
  return {
    look(call, nowMs) {
      const { tokens, blocks } = chains.chain(call.salt, call.segments);
      const isFresh = (block: number): boolean => {
        const at = usedAt.get(block);
        return at !== undefined && (idle_eviction_ms === 0 || nowMs - at <= idle_eviction_ms);
      };
      return {
        tokens,
        held: whole(countLeadingBlocks(blocks, (block) => usedAt.has(block))),
        fresh: whole(countLeadingBlocks(blocks, isFresh)),
      };
    },
    cacheable: (tokens) => whole(Math.floor(tokens / cache_quantum)),
    hold(call, generated, nowMs) {
      const held = cache_outputs === 'full' ? [...call.segments, ...generated] : call.segments;
      for (const block of chains.chain(call.salt, held).blocks) usedAt.set(block, nowMs);
    },
  };
}

/** Blocks that are looked at before each breakpoint (vendor's prompt caching guide). */
const lookbackBlocks = 20;
/** Shortest prefix that is kept; some models need more (vendor's prompt caching guide). */
const breakpointMinimum = 1024;
const fiveMinutesMs = 300_000;

/** Prefixes that ended at a cache marker of an earlier request. */
export function createBreakpointTheory(tokensOf: (segment: PromptSegment) => number): CacheTheory {
  interface Node {
    readonly children: Map<number, Node>;
    /** Last use of the prefix that ends here, when it was marked. */
    usedAtMs: number | null;
  }
  const roots = new Map<string, Node>();
  const sums = (call: RenderedCall): number[] => {
    let sum = 0;
    return call.segments.map((segment) => {
      sum += tokensOf(segment);
      return sum;
    });
  };
  const atLeast = (tokens: number): number => (tokens < breakpointMinimum ? 0 : tokens);
  /** The longest marked prefix that a marker of this request can reach. */
  const reach = (call: RenderedCall, ends: number[], isKept: (usedAtMs: number) => boolean) => {
    let node = roots.get(call.salt);
    const marks: number[] = [];
    for (const [index, id] of call.ids.entries()) {
      node = node?.children.get(id);
      if (node === undefined) break;
      if (node.usedAtMs !== null && isKept(node.usedAtMs)) marks.push(index);
    }
    const reached = marks.filter((mark) =>
      call.breakpoints.some((point) => mark <= point && mark > point - lookbackBlocks),
    );
    return atLeast(ends[reached.at(-1) ?? -1] ?? 0);
  };
  return {
    look(call, nowMs) {
      const ends = sums(call);
      return {
        tokens: ends.at(-1) ?? 0,
        held: reach(call, ends, () => true),
        fresh: reach(call, ends, (usedAtMs) => nowMs - usedAtMs <= fiveMinutesMs),
      };
    },
    cacheable(tokens, before) {
      const ends = sums(before).filter((_end, index) => before.breakpoints.includes(index));
      return atLeast(ends.filter((end) => end <= tokens).at(-1) ?? 0);
    },
    hold(call, _generated, nowMs) {
      let node = roots.get(call.salt) ?? { children: new Map(), usedAtMs: null };
      roots.set(call.salt, node);
      const marked = new Set(call.breakpoints);
      for (const [index, id] of call.ids.entries()) {
        const next: Node = node.children.get(id) ?? { children: new Map(), usedAtMs: null };
        node.children.set(id, next);
        // A prefix that is read stays fresh with what it begins with.
        if (marked.has(index) || next.usedAtMs !== null) next.usedAtMs = nowMs;
        node = next;
      }
    },
  };
}
