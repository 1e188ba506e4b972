// An agent trace: a real session reduced to its shape. Which requests there were and when, how
// large, and which 64-token blocks of their prompts were equal. What was said is not in it.
//
// Read from the format of kv-cache-tester (WEKA): `hash_ids` has one id per block, `t` is in
// seconds.

import { HarnessError } from '../lib/harness-error.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import { tokenCount } from '../lib/token-count.ts';

export interface AgentTrace {
  readonly id: string;
  readonly toolBlocks: number;
  readonly systemBlocks: number;
  readonly requests: readonly TraceRequest[];
  /** Blocks that an infinite cache holds, over all blocks. */
  readonly ownHitRatio: number;
}

export interface TraceRequest {
  /** Since the session began, ms. */
  readonly atMs: number;
  readonly outputTokens: number;
  /** null: the main agent. */
  readonly agentId: string | null;
  /** Who began it, by the first of its `input_types`; null: the trace does not say. */
  readonly begunBy: 'user' | 'tool' | null;
  /** The earlier request whose prompt begins most like this one; null: none does. */
  readonly parent: number | null;
  /** Blocks that it shares with that one's prompt, from the start. */
  readonly keptBlocks: number;
  readonly newBlocks: readonly number[];
}

export const traceBlockTokens = 64;
/** Bounds against a damaged file; the largest published session is far below. */
const requestsMax = 20_000;
const blocksMax = 40_000;

interface Node {
  readonly owner: number;
  readonly children: Map<number, Node>;
}

interface RawRequest {
  readonly atMs: number;
  readonly outputTokens: number;
  readonly agentId: string | null;
  readonly begunBy: TraceRequest['begunBy'];
  readonly blocks: readonly number[];
}

/** A request whose new input begins with text is a message; all other kinds continue the work. */
function begunBy(types: JsonValue | undefined): TraceRequest['begunBy'] {
  const first = Array.isArray(types) ? (types as readonly JsonValue[])[0] : undefined;
  if (typeof first !== 'string') return null;
  return first === 'text' ? 'user' : 'tool';
}

const blocksOf = (tokens: JsonValue | undefined): number =>
  Math.floor((tokenCount(tokens) ?? 0) / traceBlockTokens);

function numberOf(value: JsonValue | undefined): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function refuse(file: string, what: string): HarnessError {
  return new HarnessError(
    'bad-input',
    `${file}: ${what}`,
    'Expected a trace as kv-cache-tester publishes them: requests with hash_ids, block_size 64',
  );
}

function* rawRequests(
  list: JsonValue | undefined,
  startMs: number,
  agentId: string | null,
): Generator<RawRequest> {
  for (const entry of Array.isArray(list) ? (list as readonly JsonValue[]) : []) {
    if (!isJsonObject(entry)) continue;
    const atMs = startMs + numberOf(entry['t']) * 1000;
    if (entry['type'] === 'subagent') {
      const id = entry['agent_id'];
      yield* rawRequests(entry['requests'], atMs, typeof id === 'string' ? id : 'subagent');
      continue;
    }
    const ids = entry['hash_ids'];
    const blocks = Array.isArray(ids) ? (ids as readonly JsonValue[]).map(numberOf) : [];
    if (blocks.length === 0) continue;
    const origin = { agentId, begunBy: begunBy(entry['input_types']) };
    yield { atMs, outputTokens: tokenCount(entry['out']) ?? 0, ...origin, blocks };
  }
}

/** Adds a prompt to the tree of prompts, and says where it leaves what was there. */
function place(root: Node, blocks: readonly number[], owner: number) {
  let node = root;
  let kept = 0;
  for (const block of blocks) {
    const next = node.children.get(block);
    if (next === undefined) break;
    node = next;
    kept++;
  }
  const parent = kept === 0 ? null : node.owner;
  for (const block of blocks.slice(kept)) {
    const next: Node = { owner, children: new Map() };
    node.children.set(block, next);
    node = next;
  }
  return { parent, kept };
}

/**
 * @param text the file's content
 * @throws HarnessError `bad-input`
 */
export function readAgentTrace(text: string, file: string): AgentTrace {
  const value = parseJson(text);
  if (!isJsonObject(value)) throw refuse(file, 'is not a JSON object');
  const { id, block_size } = value as JsonObject;
  if (block_size !== traceBlockTokens) throw refuse(file, 'has no block_size of 64');
  const root: Node = { owner: -1, children: new Map() };
  const requests: TraceRequest[] = [];
  let shared = 0;
  let all = 0;
  for (const { blocks, ...raw } of rawRequests(value['requests'], 0, null)) {
    if (requests.length >= requestsMax || blocks.length > blocksMax) {
      throw refuse(file, `has more than ${requestsMax} requests or ${blocksMax} blocks in one`);
    }
    const { parent, kept } = place(root, blocks, requests.length);
    requests.push({ ...raw, parent, keptBlocks: kept, newBlocks: blocks.slice(kept) });
    shared += kept;
    all += blocks.length;
  }
  if (requests.length === 0) throw refuse(file, 'has no request with hash_ids');
  return {
    id: typeof id === 'string' ? id : file,
    toolBlocks: blocksOf(value['tool_tokens']),
    systemBlocks: blocksOf(value['system_tokens']),
    requests,
    ownHitRatio: shared / all,
  };
}
