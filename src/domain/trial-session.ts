// The session that a trial's exchanges belong to: the trial's own, or that of a subagent in it.
import { findHeader, type HeaderList } from '../lib/header-list.ts';
import type { SessionDescriptor } from './session.ts';

/**
 * @param trial id
 * @param conversation a subagent's id; undefined: the trial's own conversation
 * @param headers of the request
 */
export function trialSession(
  trial: string,
  conversation: string | undefined,
  headers: HeaderList,
): SessionDescriptor {
  return {
    id: conversation === undefined ? trial : `${trial}/${conversation}`,
    client: 'other',
    side: 'upstream',
    clientSessionId: findHeader(headers, 'session-id') ?? null,
    agentId: conversation ?? null,
    kind: 'turn',
    parent: conversation === undefined ? null : trial,
  };
}
