// Parquet files of the tables of an export, in the layout that engines find by themselves:
// FOLDER/TABLE/month=YYYY-MM/part-SOURCE.parquet. Rows wait in memory until a group of them is
// written, so a table of any length takes the same memory.
import { renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { type BasicType, fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { makeFolder } from '../files/make-folder.ts';
import { type Columns, type Row, schemaVersion, type Table, timeColumn } from './table.ts';

/**
 * Rows that wait, over all files. Then the file with most of them writes a group: larger groups
 * are smaller and faster to read, and need more memory.
 */
const waitingRowsMax = 65_536;

export interface Written {
  readonly files: number;
  readonly bytes: number;
  /** By table. */
  readonly rows: Readonly<Record<string, number>>;
}

export interface ExportWriter {
  add<Of extends Columns>(table: Table<Of>, row: Row<Of>): void;
  /** Moves the files into place, over those of an earlier export of the same source. */
  finish(): Written;
  /** Removes what was written. */
  abandon(): void;
}

type Cell = string | number | boolean | null;

interface OpenFile {
  readonly path: string;
  readonly table: Table;
  readonly parquet: ParquetWriter;
  /** One list of cells for each column. */
  waiting: Map<string, Cell[]>;
  waitingRows: number;
}

const temporaryOf = (path: string): string => `${path}.tmp`;

/** @throws the file system's error, here and while rows are added */
export function createParquetWriter(folder: string, source: string): ExportWriter {
  const open = new Map<string, OpenFile>();
  const rows: Record<string, number> = {};
  let waitingRows = 0;

  return { add, finish, abandon };

  function add<Of extends Columns>(table: Table<Of>, row: Row<Of>): void {
    const cells = row as Readonly<Record<string, Cell>>;
    const path = join(
      ...[folder, table.name, `month=${monthOf(cells[timeColumn])}`, `part-${source}.parquet`],
    );
    const file = open.get(path) ?? openFile(path, table);
    open.set(path, file);
    for (const [name, list] of file.waiting) list.push(cells[name] ?? null);
    file.waitingRows++;
    rows[table.name] = (rows[table.name] ?? 0) + 1;
    waitingRows++;
    if (waitingRows < waitingRowsMax) return;
    const [fullest] = [...open.values()].toSorted((a, b) => b.waitingRows - a.waitingRows);
    if (fullest !== undefined) writeGroup(fullest);
  }

  function writeGroup(file: OpenFile): void {
    if (file.waitingRows === 0) return;
    waitingRows -= file.waitingRows;
    const columnData = [...file.waiting].map(([name, data]) => ({
      ...{ name, data: toStored(file.table, name, data), offsetIndex: false },
    }));
    file.parquet.write({ columnData, rowGroupSize: file.waitingRows });
    file.waiting = emptyColumns(file.table);
    file.waitingRows = 0;
  }

  function finish(): Written {
    for (const file of open.values()) {
      writeGroup(file);
      file.parquet.finish();
    }
    let bytes = 0;
    for (const { path } of open.values()) {
      renameSync(temporaryOf(path), path);
      bytes += statSync(path).size;
    }
    return { files: open.size, bytes, rows };
  }

  function abandon(): void {
    for (const { path } of open.values()) rmSync(temporaryOf(path), { force: true });
  }
}

function monthOf(time: Cell | undefined): string {
  return new Date(Number(time ?? 0)).toISOString().slice(0, 7);
}

const emptyColumns = ({ columns }: Table): Map<string, Cell[]> =>
  new Map(Object.keys(columns).map((name) => [name, []]));

function openFile(path: string, table: Table): OpenFile {
  makeFolder(dirname(path));
  const schema = schemaFromColumnData({
    columnData: Object.entries(table.columns).map(([name, [type]]) => ({
      ...{ name, data: [], type: type satisfies BasicType, nullable: true },
    })),
  });
  const parquet = new ParquetWriter({
    writer: fileWriter(temporaryOf(path)),
    schema,
    codec: 'ZSTD',
    compressors: { ZSTD: (input) => zstdCompressSync(input) },
    createdBy: 'turntape',
    kvMetadata: [
      { key: 'turntape.table', value: table.name },
      { key: 'turntape.schema', value: String(schemaVersion) },
    ],
  });
  return { path, table, parquet, waiting: emptyColumns(table), waitingRows: 0 };
}

/** The format has integers of 64 bits as such. */
function toStored({ columns }: Table, name: string, data: readonly Cell[]): unknown[] {
  const type = columns[name]?.[0];
  if (type !== 'INT64' && type !== 'TIMESTAMP') return [...data];
  return data.map((cell) => (cell === null ? null : BigInt(Math.round(Number(cell)))));
}
