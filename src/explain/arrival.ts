// What an answer shows of how its request was read: the history in its count of input tokens, and
// the context of the reasoning in what it repeats.
import { historyShrank } from '../exchange/history-shrank.ts';
import { isJsonObject, type JsonObject, parseJsonBytes } from '../lib/json.ts';
import { isAppendOnly } from './append-only.ts';
import type { SessionCall } from './session-call.ts';

/** A history that lost tokens, although what the client sent only grew. */
export interface ShrunkHistory {
  /** `seq` of the call before. */
  readonly call: number;
  /** Input tokens that it had more. */
  readonly tokens: number;
}

/** Which earlier reasoning the model reads: what was asked, and what the answer says. */
export interface AnsweredContext {
  readonly asked: string;
  readonly answered: string;
}

/** The values that ask for something: without one, or with `auto`, the model chooses. */
const asking = new Set<unknown>(['current_turn', 'all_turns']);

/** null: as asked, or nothing was asked, or the answer does not say. */
export function findOtherContext(
  { answeredContext }: SessionCall,
  request: JsonObject,
): AnsweredContext | null {
  const { reasoning } = request;
  const asked = isJsonObject(reasoning) ? reasoning['context'] : undefined;
  if (typeof asked !== 'string' || !asking.has(asked)) return null;
  if (!answeredContext || answeredContext === asked) return null;
  return { asked, answered: answeredContext };
}

/**
 * Whether the history shrank on its way from the client to the model. Only for the Responses API:
 * Anthropic's clears what a client allows it to clear.
 * @param reasoned reasoning tokens of the session's answers before
 * @returns null: it did not, or the counts are not known
 */
export function findShrunkHistory(
  before: SessionCall | undefined,
  now: SessionCall,
  request: JsonObject,
  reasoned: number,
): ShrunkHistory | null {
  const [earlier, later] = [before?.usage, now.usage];
  if (before === undefined || !earlier || !later || now.protocol !== 'responses') return null;
  const tokens = earlier.inputTokens - later.inputTokens;
  if (!historyShrank(earlier.inputTokens, later.inputTokens, reasoned)) return null;
  if (isCompacted(request) || !isAppendOnly(clientRequest(before), clientRequest(now))) return null;
  return { call: before.seq, tokens };
}

/** What the client itself sent, also where there is a gateway between. */
function clientRequest({ source, body }: SessionCall): JsonObject {
  if (source !== null) return source();
  const request = parseJsonBytes(body());
  return isJsonObject(request) ? request : {};
}

/** The backend's own summary is in the place of what was before it. */
function isCompacted({ input }: JsonObject): boolean {
  const isSummary = (item: unknown): boolean =>
    isJsonObject(item) && String(item['type']).includes('compaction');
  return Array.isArray(input) && input.some(isSummary);
}
