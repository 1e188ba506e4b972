// A played trial on its way back, in the form of the database's rows: each request as what it adds
// to the one before, without the bytes of the responses.

import { crc32, zstdDecompressSync } from 'node:zlib';
import type { KeptTurn, PackedTurn, Trial, TurnRow } from '../domain/run.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { pack } from '../store/compression.ts';
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
type PackedHead = Omit<Trial, 'turns'> & {
  readonly rows: readonly PackedRow[];
  /** Checksum of the rest, which is stored without being unpacked. */
  readonly restCrc32: number;
};

/** @param redact headers as they may leave this machine */
export function packTrial(
  played: Trial<KeptTurn>,
  redact: (headers: HeaderList) => HeaderList,
): PackedTrial {
  const { turns: _turns, ...trial } = played;
  const rows = [...turnRows(played, redact)];
  const rest = Buffer.concat(rows.map((row) => row.rest));
  const head: PackedHead = {
    ...trial,
    rows: rows.map(({ rest: { length }, ...row }) => ({ ...row, restBytes: length })),
    restCrc32: crc32(rest),
  };
  return { head: Buffer.from(pack(Buffer.from(JSON.stringify(head)))), rest };
}

/**
 * Its rows stay packed: they are stored as they are.
 * @throws HarnessError `bad-input` for what no worker wrote
 */
export function unpackTrial(packed: PackedTrial): Trial<PackedTurn> {
  try {
    return unpackIntact(packed);
  } catch (error) {
    throw new HarnessError(
      'bad-input',
      `a result of a trial is damaged in the queue (${(error as Error).message})`,
      'Give the run another name with --run, and workers of this version',
      error,
    );
  }
}

function unpackIntact({ head, rest }: PackedTrial): Trial<PackedTurn> {
  const text = zstdDecompressSync(head, { maxOutputLength: trialBytesMax }).toString('utf8');
  const { rows, restCrc32, ...trial } = JSON.parse(text) as PackedHead;
  if (crc32(rest) !== restCrc32) throw new TypeError('its requests have another checksum');
  let offset = 0;
  const turns = rows.map(({ restBytes, ...columns }) => {
    const row: TurnRow = { ...columns, rest: rest.subarray(offset, offset + restBytes) };
    offset += restBytes;
    return { ...toTurnRecord(row), row };
  });
  return { ...trial, turns };
}
