// Calls with what came before them in their session: the rules are about neighbours.
import type { UsageCall } from '../domain/usage-call.ts';
import { addImageTokens, type ImageTokens, noImages } from './image-tokens.ts';

/** A call whose predecessor is known and of the same model, with settings unchanged. */
export interface LinkedCall {
  readonly call: UsageCall;
  readonly previous: UsageCall;
  /** First call of the user turn that `previous` belongs to; null: not known. */
  readonly turnStart: UsageCall | null;
  /** Input tokens of the session's calls since the history last began again, oldest first. */
  readonly inputs: readonly number[];
  /** How many of `inputs` came before this call. */
  readonly earlier: number;
  /** Tokens of images in the prompt of `previous`, and in the one that the turn began with. */
  readonly imageTokens: { readonly previous: ImageTokens; readonly turnStart: ImageTokens };
  readonly sessionKey: string;
  readonly source: string;
}

export interface LinkedSession {
  readonly key: string;
  readonly source: string;
  readonly calls: readonly UsageCall[];
}

/** Calls by session, in their order. */
export function groupSessions(calls: Iterable<UsageCall>): LinkedSession[] {
  const sessions = new Map<string, { key: string; source: string; calls: UsageCall[] }>();
  for (const call of calls) {
    const key = `${call.source}\n${call.session}`;
    const session = sessions.get(key) ?? { key, source: call.source, calls: [] };
    sessions.set(key, session);
    session.calls.push(call);
  }
  for (const { calls: own } of sessions.values()) own.sort((a, b) => a.position - b.position);
  return [...sessions.values()];
}

/**
 * The linked calls of a session. A change of model begins again: caches and rules are per model.
 */
export function linkCalls(session: LinkedSession): LinkedCall[] {
  const linked: LinkedCall[] = [];
  let turnStart: UsageCall | null = null;
  let inputs: number[] = [];
  let last: UsageCall | null = null;
  const images = { now: noImages, previous: noImages, turnStart: noImages };
  for (const call of session.calls) {
    if (last !== null && (last.model !== call.model || call.isCompacted)) {
      inputs = [];
      turnStart = null;
      images.now = noImages;
    }
    images.previous = images.now;
    images.now = addImageTokens(images.now, call, last);
    const isNeighbour =
      last !== null &&
      last.model === call.model &&
      last.position + 1 === call.position &&
      !call.isCompacted &&
      !call.hasChangedSettings;
    if (isNeighbour && last !== null) {
      linked.push({
        call,
        previous: last,
        turnStart,
        inputs,
        earlier: inputs.length,
        imageTokens: { previous: images.previous, turnStart: images.turnStart },
        sessionKey: session.key,
        source: session.source,
      });
    }
    if (call.beginsUserTurn === true) {
      turnStart = call;
      images.turnStart = images.now;
    }
    if (call.inputTokens !== null) inputs.push(call.inputTokens);
    last = call;
  }
  return linked;
}
