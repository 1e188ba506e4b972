// Codex CLI. What it sends: docs/recording.md and tests/clients.
import { findHeader } from '../../lib/header-list.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../lib/json.ts';
import type { Client } from '../client.ts';
import { codexTrial } from './codex-trial.ts';
import { planCodex } from './plan-codex.ts';
import { readCodexSetup } from './read-codex-setup.ts';

const sessionHeader = 'session-id';
const threadHeader = 'thread-id';
const bodyMember = 'client_metadata';

const metadataName = 'x-codex-turn-metadata';

/**
 * JSON of the turn that a request belongs to. It holds local paths too, so its value is a secret.
 */
function readMetadata(text: unknown): JsonObject {
  const value = typeof text === 'string' ? parseJson(text) : undefined;
  return isJsonObject(value) ? value : {};
}

/** The same names inside the body, for sources that keep no headers. */
function bodyNames(body: JsonObject): JsonObject {
  const member = body[bodyMember];
  return isJsonObject(member) && metadataName in member ? member : {};
}

export const codexClient: Client = {
  title: 'Codex CLI',
  program: 'codex',
  protocol: 'responses',
  isSender: (headers) =>
    /^codex/.test(findHeader(headers, 'originator') ?? '') ||
    /^codex/.test(findHeader(headers, 'user-agent') ?? ''),
  namingMembers: [bodyMember],
  findNames(headers, body) {
    const inBody = bodyNames(body);
    const metadata = readMetadata(findHeader(headers, metadataName) ?? inBody[metadataName]);
    const named = findHeader(headers, sessionHeader) ?? metadata['session_id'];
    const sessionId = typeof named === 'string' && named !== '' ? named : null;
    const isTitle = metadata['thread_source'] === 'thread_title';
    if (sessionId === null) return isTitle ? { sessionId, agentId: null, isTitle } : null;
    // In a root thread session and thread are the same; a subagent's thread has its own id.
    const thread = findHeader(headers, threadHeader) ?? metadata['thread_id'] ?? sessionId;
    return { sessionId, agentId: thread === sessionId ? null : String(thread), isTitle };
  },
  namingHeaders: [sessionHeader, threadHeader],
  publicHeaders: [
    'originator',
    'session_id',
    'conversation_id',
    'version',
    'x-client-request-id',
    'x-codex-beta-features',
    'x-codex-routing-hint',
    'x-codex-window-id',
    'x-openai-internal-codex-responses-lite',
    // Of 0.171, by their names in the program; kinds, ids, counts and a region. Not what names an
    // installation, an account or an attestation, and not the turn's state and metadata.
    'x-codex-active-limit',
    'x-codex-guardian',
    'x-codex-inference-call-id',
    'x-codex-parent-thread-id',
    'x-codex-rate-limit-reached-type',
    'x-codex-root-turn-id',
    'x-codex-safety-buffering-enabled',
    'x-codex-websocket-max-message-bytes',
    'x-codex-ws-stream-request-start-ms',
    'x-oai-request-id',
    'x-openai-internal-codex-residency',
    'x-openai-memgen-request',
    'x-openai-subagent',
    'x-reasoning-included',
    'x-responsesapi-include-timing-metrics',
  ],
  plan: (argv, machine, { canDecrypt }) =>
    planCodex({ ...readCodexSetup(argv, machine), canDecrypt }),
  trial: codexTrial,
};
