// `turntape import`: what other recorders wrote becomes sessions of ours. Importing twice adds nothing.
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import type { Exchange } from '../../domain/exchange.ts';
import { createSharedPrefixes } from '../../exchange/shared-prefixes.ts';
import { traceExchanges } from '../../experiment/trace-exchanges.ts';
import { fromJsonl } from '../../formats/exchange-jsonl.ts';
import { type ForeignExchange, fromForeign } from '../../formats/foreign-exchange.ts';
import { fromHar } from '../../formats/har.ts';
import { fromClaudeCodeProxy, fromClaudeTrace } from '../../formats/other-recorders.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject, parseJson } from '../../lib/json.ts';
import { systemClock } from '../../process/system-clock.ts';
import { readAgentTrace } from '../../scenarios/agent-trace.ts';
import { copyExchange } from '../../store/copy-exchange.ts';
import { createSqliteSink } from '../../store/exchange-sink.ts';
import { hasExchange } from '../../store/exchanges.ts';
import { openDatabase, readFingerprintKey } from '../../store/open-database.ts';
import { readForeignTable } from '../../store/read-foreign-table.ts';
import type { Command } from '../command.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type ImportFlags = { readonly file: string };

const busyTimeoutMs = 5_000;
/** How a zlib stream begins; `x`, which no known text does. */
const zlibMark = 0x78;
const inflatedBytesMax = 512 * 1024 * 1024;

export const importCommand: Command<ImportFlags> = {
  usage: 'import <file>',
  description:
    'read what turntape or another recorder wrote (JSONL, HAR, claude-trace, requests.db, agent traces)',
  builder: (yargs) =>
    yargs.positional('file', {
      type: 'string',
      demandOption: true,
      description: 'the format is found by its content',
    }),
  async run({ file }, { terminal, flags: { db, json } }) {
    const { format, read } = await openForeign(file);
    const database = openDatabase(db, { mode: 'write', busyTimeoutMs });
    const key = readFingerprintKey(database);
    const sink = createSqliteSink(database, { clock: systemClock });
    const counts = { imported: 0, skipped: 0 };
    try {
      for (const exchange of read(key)) {
        const isNew = !hasExchange(database, exchange.id) && (await copyExchange(exchange, sink));
        counts[isNew ? 'imported' : 'skipped']++;
      }
    } finally {
      await sink.close();
      database.close();
    }
    if (json) terminal.json({ format, ...counts });
    else {
      terminal.result(
        `${format}: ${counts.imported} exchanges imported, ${counts.skipped} were there already`,
      );
    }
    return 0;
  },
};

interface ForeignFile {
  readonly format: string;
  read(key: Uint8Array): Iterable<Exchange>;
}

/** Finds the format by content. @throws HarnessError `bad-input` */
async function openForeign(file: string): Promise<ForeignFile> {
  if (beginning(file, 15) === 'SQLite format 3') {
    const rows = readForeignTable(file, 'requests', ['endpoint', 'headers', 'body', 'response']);
    if (rows === undefined) throw unknownFormat(file);
    return foreign('claude-code-proxy', rows.map(fromClaudeCodeProxy));
  }
  const text = readText(file);
  const whole = parseJson(text);
  const entries = whole === undefined ? undefined : fromHar(whole);
  if (entries !== undefined) return foreign('HAR', entries);
  if (isJsonObject(whole) && 'block_size' in whole) {
    return foreign('kv-cache-tester', await traceExchanges(readAgentTrace(text, file)));
  }
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseJson);
  if (lines.length === 0 || !lines.every(isJsonObject)) throw unknownFormat(file);
  const own = lines.map(fromJsonl);
  if (own.every((exchange) => exchange !== undefined)) {
    return { format: 'turntape', read: () => own };
  }
  return foreign('claude-trace', lines.map(fromClaudeTrace));

  function foreign(
    format: string,
    exchanges: readonly (ForeignExchange | undefined)[],
  ): ForeignFile {
    const known = exchanges.filter((exchange) => exchange !== undefined);
    if (known.length === 0) throw unknownFormat(file);
    return {
      format,
      read: (key) => {
        const prefixes = createSharedPrefixes();
        return known.map((exchange) => fromForeign(exchange, key, prefixes));
      },
    };
  }
}

/** mitmproxy compresses a HAR whose name ends in `.zhar`. @throws HarnessError `bad-input` */
function readText(file: string): string {
  const bytes = readFileSync(file);
  if (bytes[0] !== zlibMark) return bytes.toString('utf8');
  try {
    return inflateSync(bytes, { maxOutputLength: inflatedBytesMax }).toString('utf8');
  } catch {
    throw unknownFormat(file);
  }
}

function beginning(file: string, bytes: number): string {
  try {
    const handle = openSync(file, 'r');
    const buffer = Buffer.alloc(bytes);
    readSync(handle, buffer);
    closeSync(handle);
    return buffer.toString('latin1');
  } catch (error) {
    throw new HarnessError(
      'not-found',
      `cannot read ${file} (${(error as Error).message})`,
      'Name a file that another recorder wrote',
      error,
    );
  }
}

function unknownFormat(file: string): HarnessError {
  return new HarnessError(
    'bad-input',
    `${file} is of no format that is known`,
    'Known are turntape JSONL, HAR, claude-trace JSONL, claude-code-proxy requests.db, and agent traces',
  );
}
