// Where Claude Code names its session and agent: headers first, else `metadata.user_id`, which
// older versions write as `user_..._session_<uuid>` and newer ones as a JSON text.
import { findHeader, type HeaderList } from '../../lib/header-list.ts';
import { isJsonObject, parseJson } from '../../lib/json.ts';

export interface AnthropicSessionNames {
  /** The client's own session id; null when it names none. */
  readonly sessionId: string | null;
  /** Subagent id; null for the main agent. */
  readonly agentId: string | null;
}

/** Longest id that is believed, in characters: real ones are UUIDs (36). */
const idCharsMax = 256;

/**
 * @param metadata the request body's `metadata`, of any shape
 */
export function readSessionNames(headers: HeaderList, metadata: unknown): AnthropicSessionNames {
  const userId = isJsonObject(metadata) ? metadata['user_id'] : undefined;
  return {
    sessionId:
      believable(findHeader(headers, 'x-claude-code-session-id')) ??
      (typeof userId === 'string' ? sessionOfUserId(userId) : null),
    agentId: believable(findHeader(headers, 'x-claude-code-agent-id')),
  };
}

function sessionOfUserId(userId: string): string | null {
  const parsed = userId.startsWith('{') ? parseJson(userId) : undefined;
  if (isJsonObject(parsed)) {
    const id = parsed['session_id'];
    return believable(typeof id === 'string' ? id : undefined);
  }
  return believable(/_session_([0-9A-Za-z-]+)$/.exec(userId)?.[1]);
}

function believable(id: string | undefined): string | null {
  return id !== undefined && id !== '' && id.length <= idCharsMax ? id : null;
}
