// The file that `turntape translate --state` keeps between calls: what a gateway would have in its
// store, and the last request, which the answer to it is translated with. Holds reasoning: 0600.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type {
  SessionState,
  StateEntry,
  StateKeys,
  StateWrites,
} from '../../domain/translator-state.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { isJsonObject, type JsonValue, parseJson } from '../../lib/json.ts';

const version = 1;

/** The request that the next response answers, as the client sent it. */
export interface LastRequest {
  readonly body: JsonValue;
  readonly headers: HeaderList;
  readonly upstreamModel: string | null;
}

export interface TranslateState {
  readonly sessions: Record<string, SessionState>;
  last: LastRequest | null;
}

/** @throws HarnessError `bad-input` when the file is there and is no state file */
export function readTranslateState(path: string): TranslateState {
  if (!existsSync(path)) return { sessions: {}, last: null };
  const value = parseJson(readFileSync(path, 'utf8'));
  if (!isJsonObject(value) || value['version'] !== version || !isJsonObject(value['sessions'])) {
    throw new HarnessError(
      'bad-input',
      `${path} is no state file of turntape translate (version ${version})`,
      'Name a file that does not exist yet, or delete this one to begin anew',
    );
  }
  // Written by this file's own `writeTranslateState`.
  return value as unknown as TranslateState;
}

/** Written beside and moved into place: a killed run leaves the old state. */
export function writeTranslateState(path: string, state: TranslateState): void {
  const partial = `${path}.partial`;
  writeFileSync(partial, `${JSON.stringify({ version, ...state })}\n`, { mode: 0o600 });
  renameSync(partial, path);
}

export function loadSession({ sessions }: TranslateState, keys: StateKeys): SessionState {
  const state = sessions[keys.session];
  const wanted = new Set(keys.anchors);
  return {
    pins: state?.pins ?? {},
    entries: (state?.entries ?? []).filter(({ anchor }) => wanted.has(anchor)),
  };
}

/** The first entry of a place stays, as in every store. */
export function commitSession({ sessions }: TranslateState, writes: StateWrites): void {
  const before = sessions[writes.session] ?? { pins: {}, entries: [] };
  const known = new Set(before.entries.map(({ anchor }) => anchor));
  const fresh = writes.entries.filter(({ anchor }: StateEntry) => !known.has(anchor));
  sessions[writes.session] = {
    pins: writes.pins ?? before.pins,
    entries: [...before.entries, ...fresh],
  };
}
