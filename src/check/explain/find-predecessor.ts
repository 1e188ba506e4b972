// Which earlier request a request continues. Sessions branch (subagents, rewind, resume) and repeat
// (retries): the most recent one is not always the right one.
import type { RenderedCall } from './render-call.ts';

interface Node {
  readonly children: Map<number, Node>;
  /** The most recent call whose prompt goes through here. */
  last: number;
}

export interface Predecessors {
  /** Index of the call that this one continues; null: the first. */
  find(call: RenderedCall): number | null;
  /** Index of an earlier call with the very same prompt; null: none. */
  findSame(call: RenderedCall): number | null;
  /** Adds a call; calls are numbered in the order of adding. */
  add(call: RenderedCall): void;
}

/** @param tokensOf tokens of a segment by its number */
export function createPredecessors(tokensOf: (id: number) => number): Predecessors {
  const roots = new Map<string, Node>();
  const calls: RenderedCall[] = [];
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
  /** Tokens that two prompts share, wherever they stand. */
  const shared = (a: RenderedCall, b: RenderedCall): number => {
    const held = new Set(b.ids);
    return a.ids.reduce((sum, id) => sum + (held.has(id) ? tokensOf(id) : 0), 0);
  };
  return {
    find(call) {
      const last = calls.length - 1;
      const recent = calls[last];
      if (recent === undefined) return null;
      const longest = walk(call).node?.last ?? last;
      const candidate = calls[longest];
      if (candidate === undefined || longest === last) return last;
      return shared(call, candidate) > shared(call, recent) ? longest : last;
    },
    findSame(call) {
      const { node, depth } = walk(call);
      if (node === undefined || depth < call.ids.length) return null;
      return calls[node.last]?.ids.length === call.ids.length ? node.last : null;
    },
    add(call) {
      const index = calls.push(call) - 1;
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
