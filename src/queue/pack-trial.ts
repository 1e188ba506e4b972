// A played trial on its way back, in the form of the database's rows: each request as what it adds
// to the one before, without the bytes of the responses. Nothing is compressed, parsed or hashed
// here that the database does not need: the texts are lines, which JSON has none of.

import { crc32 } from 'node:zlib';
import type { KeptTurn, PackedTurn, Trial, TurnParts } from '../domain/run.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { toTurnParts, toTurnRecord } from '../store/trial-turns.ts';

/** In front: a checksum of all that follows, and the length of the lines. */
const frontBytes = 8;

/** The first line: the trial, and of each row what is not text. */
interface Head extends Omit<Trial, 'turns'> {
  readonly rows: readonly (readonly [kept: number, suffix: number, restBytes: number])[];
}

/**
 * The lines (the head; of each row its record, its exchange and its headers), then what the
 * requests add, one after the other, as it is compressed in the database.
 * @param redact headers as they may leave this machine
 */
export function packTrial(
  { turns, ...trial }: Trial<KeptTurn>,
  redact: (headers: HeaderList) => HeaderList,
): Buffer {
  let before: Uint8Array = new Uint8Array();
  const rows: TurnParts[] = [];
  for (const turn of turns) {
    rows.push(toTurnParts(turn, before));
    before = turn.exchange.body;
  }
  const head: Head = {
    ...trial,
    rows: rows.map(({ kept, suffix, rest }) => [kept, suffix, rest.length]),
  };
  const texts = rows.flatMap(({ record, outline, headers }) => [
    record,
    outline,
    JSON.stringify(headers.map(redact)),
  ]);
  const lines = Buffer.from([JSON.stringify(head), ...texts].join('\n'));
  const packed = Buffer.concat([Buffer.alloc(frontBytes), lines, ...rows.map(({ rest }) => rest)]);
  packed.writeUInt32LE(lines.length, 4);
  packed.writeUInt32LE(crc32(packed.subarray(4)), 0);
  return packed;
}

/**
 * Its rows stay packed: they are stored as they are.
 * @param packed null: the queue does not have it
 * @throws HarnessError `bad-input` for what no worker wrote
 */
export function unpackTrial(packed: Buffer | null): Trial<PackedTurn> {
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

function unpackIntact(packed: Buffer | null): Trial<PackedTurn> {
  if (packed === null || packed.length < frontBytes) throw new TypeError('it is too short');
  if (crc32(packed.subarray(4)) !== packed.readUInt32LE(0)) {
    throw new TypeError('it has another checksum');
  }
  let offset = frontBytes + packed.readUInt32LE(4);
  const [first = '', ...lines] = packed.toString('utf8', frontBytes, offset).split('\n');
  const { rows, ...trial } = JSON.parse(first) as Head;
  const turns = rows.map(([kept, suffix, restBytes], index) => {
    const [record = '', outline = '', headers = ''] = lines.slice(3 * index, 3 * index + 3);
    const rest = packed.subarray(offset, offset + restBytes);
    offset += restBytes;
    const lists = JSON.parse(headers) as readonly HeaderList[];
    const parts: TurnParts = { kept, suffix, record, outline, headers: lists, rest };
    return { ...toTurnRecord(parts), parts };
  });
  if (offset !== packed.length) throw new TypeError('it has another length');
  return { ...trial, turns };
}
