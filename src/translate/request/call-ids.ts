// Call ids, unique in a history. Some models number the calls of each answer (`call_0` again and
// again), so an id says which call only within its run. A later one gets its own name, on every
// request the same: it depends on what came before it alone. Both directions use it.
import { sha256 } from '../../lib/sha256.ts';
import type { AnthropicMessageParam } from '../../wire/anthropic/request.ts';

/** Anthropic's own ids of server tools begin so, and clients may look. */
export const searchIdPrefix = 'srvtoolu_';

const callIdCharsMax = 64;
const hashChars = 40;

/** Names one call after the other. */
export type CallIds = (id: string) => string;

/** The ids upstream: the backend takes 1 to 64 characters, and its own ids are unchanged. */
export function createUpstreamCallIds(): CallIds {
  const used = new Set<string>();
  return (id) => {
    const callId = unusedId(id, used);
    used.add(callId);
    return callId;
  };
}

/**
 * The ids that the client gets for the calls of one answer: none that its history or the answer
 * has, and none that Anthropic's API refuses, where the session may continue (claude-code-router
 * issue 1808, CLIProxyAPI issue 1872).
 */
export function createClientCallIds(messages: readonly AnthropicMessageParam[]): CallIds {
  let used: Set<string> | null = null;
  return (id) => {
    used ??= callIdsOf(messages);
    const plain = /^[a-zA-Z0-9_-]+$/.test(id) ? id : hashed(id);
    const name = used.has(plain) ? unusedId(plain, used) : plain;
    used.add(name);
    return name;
  };
}

function callIdsOf(messages: readonly AnthropicMessageParam[]): Set<string> {
  const found = new Set<string>();
  for (const { content } of messages) {
    if (typeof content === 'string') continue;
    for (const block of content) {
      if (block.type === 'tool_use') found.add(block.id);
      if (block.type === 'server_tool_use') found.add(block.id.replace(searchIdPrefix, ''));
    }
  }
  return found;
}

function unusedId(id: string, used: ReadonlySet<string>): string {
  const fits = id.length >= 1 && id.length <= callIdCharsMax;
  let name = fits ? id : hashed(id);
  for (let number = 2; used.has(name); number++) name = hashed(`${id}\n${number}`);
  return name;
}

function hashed(text: string): string {
  return `call_${sha256(text).slice(0, hashChars)}`;
}
