// Which earlier request a request continues. Sessions branch (subagents, rewind, resume) and repeat
// (retries): the most recent one is not always the right one. Other sessions may hold the
// beginning.
import type { RenderedCall } from './render-call.ts';

interface Node {
  readonly children: Map<number, Node>;
  /** The most recent call whose prompt goes through here. */
  last: number;
}

export interface Predecessors {
  /** Index of the call that this one continues; null: nothing before begins like it. */
  find(call: RenderedCall): number | null;
  /** Index of an earlier call with the very same prompt; null: none. */
  findSame(call: RenderedCall): number | null;
  /** Adds a call; calls are numbered in the order of adding. */
  add(call: RenderedCall, isOwn: boolean): void;
}

/**
 * @param tokensOf tokens of a segment by its number
 * @param sharedMin tokens that another session's call must share from the start to be looked at
 */
export function createPredecessors(
  tokensOf: (id: number) => number,
  sharedMin: number,
): Predecessors {
  const roots = new Map<string, Node>();
  const calls: RenderedCall[] = [];
  let lastOwn: number | null = null;
  const walk = ({ salt, ids }: RenderedCall): { node: Node | undefined; depth: number } => {
    let node = roots.get(salt);
    let depth = 0;
    for (const id of ids) {
      const next = node?.children.get(id);
      if (next === undefined) break;
      node = next;
      depth++;
    }
    return { node, depth };
  };
  /** Tokens that two prompts share, wherever they are. */
  const shared = (a: RenderedCall, b: RenderedCall): number => {
    const held = new Set(b.ids);
    return a.ids.reduce((sum, id) => sum + (held.has(id) ? tokensOf(id) : 0), 0);
  };
  return {
    find(call) {
      const { node, depth } = walk(call);
      const longest = node?.last ?? null;
      const recent = lastOwn === null ? undefined : calls[lastOwn];
      if (recent === undefined) {
        const same = call.ids.slice(0, depth).reduce((sum, id) => sum + tokensOf(id), 0);
        return same < sharedMin ? null : longest;
      }
      const candidate = longest === null ? undefined : calls[longest];
      if (candidate === undefined || longest === lastOwn) return lastOwn;
      return shared(call, candidate) > shared(call, recent) ? longest : lastOwn;
    },
    findSame(call) {
      const { node, depth } = walk(call);
      if (node === undefined || depth < call.ids.length) return null;
      return calls[node.last]?.ids.length === call.ids.length ? node.last : null;
    },
    add(call, isOwn) {
      const index = calls.push(call) - 1;
      if (isOwn) lastOwn = index;
      let node = roots.get(call.salt) ?? { children: new Map(), last: index };
      roots.set(call.salt, node);
      node.last = index;
      for (const id of call.ids) {
        const next: Node = node.children.get(id) ?? { children: new Map(), last: index };
        node.children.set(id, next);
        next.last = index;
        node = next;
      }
    },
  };
}
