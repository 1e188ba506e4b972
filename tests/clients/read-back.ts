// What turntape recorded, read with its own commands, as a user would.
import { expect } from 'vitest';
import { run, runForBytes, type Sandbox } from './sandbox.ts';

export interface SessionRow {
  readonly id: string;
  readonly client: string;
  readonly side: string;
  readonly kind: string;
  readonly exchanges: number;
  readonly turns: number;
  readonly status_counts: Readonly<Record<string, number>>;
  readonly cut: number;
  readonly gaps: number;
}
export interface ExchangeRow {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly request_bytes: number;
  readonly response_bytes: number;
  readonly ttft_ms: number | null;
  readonly usage: { readonly input_tokens: number; readonly cached_tokens: number } | null;
  readonly linked_exchanges: readonly string[];
}

async function readJson<Value>(sandbox: Sandbox, args: readonly string[]): Promise<Value> {
  const { code, stdout, stderr } = await run(sandbox, [
    ...args,
    '--db',
    sandbox.database,
    '--json',
  ]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Value;
}

export function listSessions(sandbox: Sandbox, side = 'client'): Promise<SessionRow[]> {
  return readJson(sandbox, ['sessions', '--side', side]);
}

export function showSession(sandbox: Sandbox, id: string): Promise<{ exchanges: ExchangeRow[] }> {
  return readJson(sandbox, ['show', id]);
}

/** A body, to the byte. */
export async function readBytes(
  sandbox: Sandbox,
  exchange: string,
  part: 'request-body' | 'response-body',
): Promise<Buffer> {
  return runForBytes(sandbox, ['show', exchange, '--part', part, '--db', sandbox.database]);
}
