// `view --export`: a session as one file, every word replaced unless the user says otherwise.
import { join, resolve } from 'node:path';
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import type { Exchange } from '../../domain/exchange.ts';
import { findCallProtocol } from '../../exchange/identify-protocol.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { makePrivateFolder } from '../../files/write-private-folder.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { readVersion } from '../../process/read-version.ts';
import {
  assertNoSecrets,
  pseudonymiseExchanges,
} from '../../pseudonymise/pseudonymise-exchanges.ts';
import { outlineConversations, sessionsOf } from '../../recordings/outline-conversations.ts';
import { createExchangeCopier } from '../../store/copy-exchange.ts';
import { readSessionExchanges } from '../../store/exchanges.ts';
import { readDatabase } from '../../store/read-database.ts';
import { writeDatabase } from '../../store/write-database.ts';
import { exportPage } from '../../view/export-page.ts';
import { loadPageFiles } from '../../view/page-files.ts';

export interface ExportRequest {
  /** Path of the database. */
  readonly db: string;
  readonly session: string;
  /** The file to write. */
  readonly path: string;
  /** Words stay as they were recorded. */
  readonly isOriginal: boolean;
  /** What looks like a secret was seen by the user. */
  readonly allowSecrets: boolean;
}

/** Replacing words takes all exchanges at once: some ten times this in memory. */
const exportedBytesMax = 128 * 1024 * 1024;

/** What a file holds. */
export interface ExportedFile {
  readonly bytes: number;
  readonly calls: number;
  readonly sessions: number;
}

/** @throws HarnessError `bad-input`: too large, or what looks like a secret */
export async function exportSession(request: ExportRequest): Promise<ExportedFile> {
  const { db, isOriginal, allowSecrets } = request;
  const exchanges = await readDatabase(db, (database) => {
    const parts =
      outlineConversations(database)
        .map(sessionsOf)
        .find((sessions) => sessions.some(({ id }) => id === request.session)) ?? [];
    return readCalls(parts.flatMap(({ id }) => [...readSessionExchanges(database, id)]));
  });
  if (!allowSecrets) assertNoSecrets(exchanges);
  const tokenizer = await loadO200kTokenizer();
  const shared = isOriginal
    ? exchanges
    : pseudonymiseExchanges(exchanges, { tokenizer, allowSecrets: true });
  // What reads sessions reads databases: one that holds this conversation alone, and then goes.
  const folder = makePrivateFolder('turntape-view-');
  try {
    const path = join(folder.path, 'copy', 'session.db');
    const html = await writeDatabase(path, 'write', async (copy) => {
      const copier = createExchangeCopier(copy, () => Date.now());
      for (const exchange of shared) copier.copy(exchange);
      copier.close();
      const files = await loadPageFiles();
      return exportPage(copy, {
        ...{ session: request.session, files, tokenizer },
        ...{ version: readVersion(), isPseudonymised: !isOriginal },
      });
    });
    write(request.path, html);
    return {
      bytes: Buffer.byteLength(html),
      calls: exchanges.length,
      sessions: new Set(exchanges.map(({ session }) => session.id)).size,
    };
  } finally {
    folder.remove();
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** Model calls, in a size that can be worked on. */
function readCalls(all: readonly Exchange[]): Exchange[] {
  const calls = all.filter((one) => findCallProtocol(one) !== null && one.end !== null);
  const bytes = calls.reduce((sum, { body }) => sum + body.length, 0);
  if (bytes <= exportedBytesMax) return calls;
  throw new HarnessError(
    'bad-input',
    `the conversation sent ${megabytes(bytes)}, a file is made of ${megabytes(exportedBytesMax)}`,
    'Look at it with turntape view, or share turntape explain --json',
  );
}

function write(path: string, html: string): void {
  const target = resolve(path);
  try {
    makeFolder(resolve(target, '..'));
    writeWhole(target, html);
  } catch (error) {
    const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
    if (typeof code !== 'string') throw error;
    throw new HarnessError(
      'configuration',
      `cannot write ${target}: ${code}`,
      'Name another file with --export',
      error,
    );
  }
}
