// A cache that holds prefixes which ended at a breakpoint, and no shorter ones: Anthropic's, and the one
// of the Responses API for newer models. Prompts are kept as a tree of segments.
import { anthropicLookbackBlocks, anthropicMinimumTokens } from '../cache-model/anthropic-cache.ts';
import type { PromptSegment } from '../cache-model/render-prompt.ts';
import type { CacheModelParameters } from '../profiles/cache-model-parameters.ts';
import type { CacheTheory } from './cache-theory.ts';
import type { Interner } from './interner.ts';
import type { RenderedCall } from './render-call.ts';

export interface BreakpointRules {
  /** Segments up to a breakpoint in which an earlier prefix is found. */
  readonly lookback: number;
  /** What a hit of so many tokens counts as. */
  countable(tokens: number, model: string): number;
  /** A hit also keeps the shorter prefixes that it begins with. */
  readonly refreshesShorter: boolean;
  /** The end of what a response generated is a breakpoint too. */
  readonly holdsOutputs: boolean;
}

export const anthropicRules: BreakpointRules = {
  lookback: anthropicLookbackBlocks,
  countable: (tokens, model) => (tokens < anthropicMinimumTokens(model) ? 0 : tokens),
  refreshesShorter: true,
  holdsOutputs: false,
};

/** As the simulator plays it (docs/simulator.md). */
export function responsesRules(
  parameters: Pick<CacheModelParameters, 'cache_quantum' | 'cache_minimum' | 'cache_outputs'>,
): BreakpointRules {
  const { cache_quantum, cache_minimum, cache_outputs } = parameters;
  return {
    lookback: Number.POSITIVE_INFINITY,
    countable(tokens) {
      const whole = Math.floor(tokens / cache_quantum) * cache_quantum;
      return whole < cache_minimum ? 0 : whole;
    },
    refreshesShorter: false,
    holdsOutputs: cache_outputs === 'full',
  };
}

interface Node {
  readonly children: Map<number, Node>;
  /** The prefix that ends here, when it was marked: last use, and how long it is kept unused. */
  held: { readonly usedAtMs: number; readonly keptMs: number } | null;
}

const emptyNode = (): Node => ({ children: new Map(), held: null });

export function createBreakpointTheory(
  rules: BreakpointRules,
  interner: Interner,
  tokensOf: (segment: PromptSegment) => number,
): CacheTheory {
  const { lookback, countable, refreshesShorter, holdsOutputs } = rules;
  const roots = new Map<string, Node>();
  const endsOf = (call: RenderedCall): number[] => {
    let sum = 0;
    return call.segments.map((segment) => {
      sum += tokensOf(segment);
      return sum;
    });
  };
  /** Indexes of held prefixes that a breakpoint of this request can reach. */
  const reachable = (call: RenderedCall, isKept: (held: NonNullable<Node['held']>) => boolean) => {
    let node = roots.get(call.salt);
    const found: number[] = [];
    for (const [index, id] of call.ids.entries()) {
      node = node?.children.get(id);
      if (node === undefined) break;
      if (node.held !== null && isKept(node.held)) found.push(index);
    }
    return found.filter((mark) =>
      call.breakpoints.some(({ index }) => mark <= index && mark > index - lookback),
    );
  };
  const isFresh =
    (nowMs: number) =>
    ({ usedAtMs, keptMs }: NonNullable<Node['held']>): boolean =>
      nowMs - usedAtMs <= keptMs;
  return {
    look(call, nowMs) {
      const ends = endsOf(call);
      const upTo = (marks: number[]): number =>
        countable(ends[marks.at(-1) ?? -1] ?? 0, call.model);
      return {
        tokens: ends.at(-1) ?? 0,
        held: upTo(reachable(call, () => true)),
        fresh: upTo(reachable(call, isFresh(nowMs))),
      };
    },
    cacheable(tokens, before) {
      const ends = endsOf(before);
      if (holdsOutputs && tokens >= (ends.at(-1) ?? 0)) return countable(tokens, before.model);
      const marked = before.breakpoints.map(({ index }) => ends[index] ?? 0);
      return countable(marked.findLast((end) => end <= tokens) ?? 0, before.model);
    },
    hold(call, generated, nowMs) {
      const read = reachable(call, isFresh(nowMs)).at(-1);
      let node = roots.get(call.salt) ?? emptyNode();
      roots.set(call.salt, node);
      const step = (id: number): void => {
        const next = node.children.get(id) ?? emptyNode();
        node.children.set(id, next);
        node = next;
      };
      const marks = new Map(call.breakpoints.map(({ index, keptMs }) => [index, keptMs]));
      for (const [index, id] of call.ids.entries()) {
        step(id);
        const isRead = index === read || (refreshesShorter && index < (read ?? -1));
        const keptMs = marks.get(index) ?? (isRead ? node.held?.keptMs : undefined);
        if (keptMs !== undefined) node.held = { usedAtMs: nowMs, keptMs };
      }
      const keptMs = call.breakpoints.at(-1)?.keptMs;
      if (!holdsOutputs || generated.length === 0 || keptMs === undefined) return;
      for (const segment of generated) step(interner.idOf(segment));
      node.held = { usedAtMs: nowMs, keptMs };
    },
  };
}
