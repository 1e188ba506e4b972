// Calls of session files as rows, and back.
import type { LoggedCall, LoggedItem, LoggedSession } from '../../domain/logged-call.ts';
import type { UsageCall } from '../../domain/usage-call.ts';

export interface CallRow {
  readonly source: string;
  readonly session: string;
  readonly position: number;
  readonly call_id: string | null;
  readonly at_ms: number | null;
  readonly usage: string;
  readonly inputs: string;
  readonly outputs: string;
}

/** An item without its text: kind, role, characters, hash. Lists are half as long as objects. */
type PackedItem = readonly [string, string | null, number, string];

export function toCallRow({ usage, atMs, id, inputs, outputs }: LoggedCall): CallRow {
  const { source, session, position, ...rest } = usage;
  return {
    source,
    session,
    position,
    call_id: id,
    at_ms: atMs,
    usage: JSON.stringify(rest),
    inputs: JSON.stringify(inputs.map(pack)),
    outputs: JSON.stringify(outputs.map(pack)),
  };
}

export function toLoggedCall(row: CallRow): LoggedCall {
  const { source, session, position } = row;
  // Written by `toCallRow` from the same types.
  const rest = JSON.parse(row.usage) as Omit<UsageCall, 'source' | 'session' | 'position'>;
  return {
    usage: { source, session, position, ...rest },
    atMs: row.at_ms,
    id: row.call_id,
    inputs: (JSON.parse(row.inputs) as PackedItem[]).map(unpack),
    outputs: (JSON.parse(row.outputs) as PackedItem[]).map(unpack),
  };
}

/** What is kept of a session beside its words. */
export function toAbout(session: LoggedSession): string {
  const { firstWords: _, id: __, ...about } = session;
  return JSON.stringify(about);
}

export function toLoggedSession(
  id: string,
  about: string,
  firstWords: string | null,
): LoggedSession {
  const rest = JSON.parse(about) as Omit<LoggedSession, 'id' | 'firstWords'>;
  return { ...rest, id, firstWords };
}

function pack({ kind, role, characters, hash }: LoggedItem): PackedItem {
  return [kind, role, characters, hash];
}

function unpack([kind, role, characters, hash]: PackedItem): LoggedItem {
  return { kind, role, characters, hash };
}
