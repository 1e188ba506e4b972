// The file that `turntape translate --state` keeps between calls: what a gateway would have in its
// store, and the last request, which the answer to it is translated with. Holds reasoning: 0600.
import { existsSync } from 'node:fs';
import { createSessionMemory, type SessionMemory } from '../../domain/session-memory.ts';
import { isStateEntry, readSessionPins } from '../../domain/stored-state.ts';
import type { SessionState, StateWrites } from '../../domain/translator-state.ts';
import { readNamedFile } from '../../files/read-named-file.ts';
import { writeWhole } from '../../files/write-whole.ts';
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
  readonly memory: SessionMemory;
  last: LastRequest | null;
  /** What the last request pins, until its answer or the next request; null: nothing waits. */
  pending: StateWrites | null;
}

interface StateFile {
  readonly sessions: Record<string, SessionState>;
  readonly last: LastRequest | null;
  /** Absent in files of earlier versions, which committed at once. */
  readonly pending?: StateWrites | null;
}

export function createTranslateState(): TranslateState {
  return { memory: createSessionMemory(), last: null, pending: null };
}

/** @throws HarnessError `bad-input` when the file is there and is not a state file */
export function readTranslateState(path: string): TranslateState {
  if (!existsSync(path)) return createTranslateState();
  const value = parseJson(readNamedFile(path));
  if (!isJsonObject(value) || value['version'] !== version || !isJsonObject(value['sessions'])) {
    throw new HarnessError(
      'bad-input',
      `${path} is not a state file of turntape translate (version ${version})`,
      'Name a file that does not exist yet, or delete this one to start again',
    );
  }
  // Written by this file's own `writeTranslateState`, maybe of another version.
  const { sessions, last, pending = null } = value as unknown as StateFile;
  const readable = Object.entries(sessions).map(([name, session]) => {
    const { pins, entries } = isJsonObject(session) ? session : {};
    const list = Array.isArray(entries) ? (entries as unknown[]).filter(isStateEntry) : [];
    return [name, { pins: readSessionPins(pins), entries: list }] as const;
  });
  return { memory: createSessionMemory(Object.fromEntries(readable)), last, pending };
}

/** A killed run leaves the old state. */
export function writeTranslateState(path: string, { memory, last, pending }: TranslateState): void {
  const file: StateFile = { sessions: memory.sessions(), last, pending };
  writeWhole(path, `${JSON.stringify({ version, ...file })}\n`, 0o600);
}
