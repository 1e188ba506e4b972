// A played trial on its way back, in the form of the database's rows: each request as what it adds
// to the one before, without the bytes of the responses.

import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { KeptTurn, PackedTurn, Trial, TurnRow } from '../domain/run.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { toTurnRecord, turnRows } from '../store/trial-turns.ts';

/** Largest trial that is unpacked, in bytes. */
const trialBytesMax = 1024 * 1024 * 1024;

export interface PackedTrial {
  /** JSON of the trial and its rows, but for the next. Compressed. */
  readonly head: Buffer;
  /** What the requests add, one after the other, as they are compressed in the database. */
  readonly rest: Buffer;
}

type PackedRow = Omit<TurnRow, 'rest'> & { readonly restBytes: number };
type PackedHead = Omit<Trial, 'turns'> & { readonly rows: readonly PackedRow[] };

/** @param redact headers as they may leave this machine */
export function packTrial(
  played: Trial<KeptTurn>,
  redact: (headers: HeaderList) => HeaderList,
): PackedTrial {
  const { turns: _turns, ...trial } = played;
  const rows = [...turnRows(played, redact)];
  const head: PackedHead = {
    ...trial,
    rows: rows.map(({ rest, ...row }) => ({ ...row, restBytes: rest.length })),
  };
  return {
    head: zstdCompressSync(JSON.stringify(head)),
    rest: Buffer.concat(rows.map(({ rest }) => rest)),
  };
}

/** Its rows stay packed: they are stored as they are. Throws for what no worker wrote. */
export function unpackTrial({ head, rest }: PackedTrial): Trial<PackedTurn> {
  const text = zstdDecompressSync(head, { maxOutputLength: trialBytesMax }).toString('utf8');
  const { rows, ...trial } = JSON.parse(text) as PackedHead;
  let offset = 0;
  const turns = rows.map(({ restBytes, ...columns }) => {
    const row: TurnRow = { ...columns, rest: rest.subarray(offset, offset + restBytes) };
    offset += restBytes;
    return { ...toTurnRecord(row), row };
  });
  return { ...trial, turns };
}
