// A database that is recorded into while a server runs, with what watches it, and what is said of it
// at the end.
import { createFailureSink } from '../../exchange/failure-sink.ts';
import { identifySession } from '../../exchange/identify-session.ts';
import { redactSession } from '../../exchange/redact-exchange.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { plural } from '../../lib/plural.ts';
import { isOpenToGit } from '../../process/ignored-by-git.ts';
import { newExchangeId } from '../../process/new-exchange-id.ts';
import { readVersion } from '../../process/read-version.ts';
import { openRecorder, type Recorder } from '../../store/recorder/recorder.ts';
import type { TelemetryReport } from '../../telemetry/describe-delivery.ts';
import { startTelemetryProcess, type TelemetryProcess } from '../../telemetry/telemetry-process.ts';
import type { Terminal } from '../../terminal/console.ts';
import { noteLittleRoom } from './note-growth.ts';
import type { Recording, ServeOptions } from './recorded-service.ts';

export interface OpenedRecording extends Pick<Recording, 'sink' | 'fingerprintKey' | 'newId'> {
  /** Counts a request that was refused for its size. */
  dropTooLarge(method: string, target: string, headers: HeaderList): void;
  /**
   * Resolves when all is stored, and calls are exported. @param giveUp resolves where the rest of
   * the export is not waited for
   */
  close(giveUp: Promise<unknown> | undefined): Promise<void>;
  /** Says what was exported and recorded. After `close`. */
  tellEnd(): void;
}

/** @param db a path. Warns where the file is open to git, or where the disk has little room. */
export async function openRecording(
  terminal: Terminal,
  db: string,
  options: Pick<ServeOptions, 'telemetry' | 'answers'>,
): Promise<OpenedRecording> {
  const recorder = await openRecorder(db, {
    onDrop: (reason) =>
      terminal.error(`an exchange was not recorded (${reason}); traffic continues`),
    onNotice: (notice) => terminal.error(`${notice}; traffic continues`),
  });
  if (isOpenToGit(db)) {
    terminal.error(
      `${db} is in a git repository that does not ignore it: \`git add\` would take the recordings. Add it to .gitignore, or name another place with --db`,
    );
  }
  noteLittleRoom(terminal, db);
  const failures = createFailureSink(recorder, (reason, { method, target }) =>
    terminal.error(
      `no whole answer to ${method} ${target.split('?')[0]}: ${reason}; the same again is counted`,
    ),
  );
  const telemetry = startTelemetry(db, options);
  const { fingerprintKey } = recorder;
  let exchanges = 0;
  let report: TelemetryReport | undefined;
  const newId = (): string => {
    exchanges++;
    return newExchangeId();
  };
  return {
    ...{ sink: telemetry?.watch(failures) ?? failures, fingerprintKey, newId },
    dropTooLarge(method, target, headers) {
      const evidence = {
        method,
        target,
        headers,
        body: new Uint8Array(0),
        side: 'client',
      } as const;
      recorder.drop(
        redactSession(identifySession(evidence, newId()), fingerprintKey),
        'a request body over the limit was refused with 413',
      );
    },
    async close(giveUp) {
      await recorder.close();
      report = await telemetry?.close(giveUp);
    },
    tellEnd() {
      if (report) sayDelivery(report, terminal);
      summarise(terminal, db, { exchanges, failed: failures.failed() }, recorder);
    },
  };
}

function startTelemetry(
  database: string,
  {
    telemetry,
    answers = { label: 'measured', isGateway: false },
  }: Pick<ServeOptions, 'telemetry' | 'answers'>,
): TelemetryProcess | null {
  if (telemetry === null) return null;
  return startTelemetryProcess({ ...telemetry, ...answers, database, version: readVersion() });
}

function sayDelivery({ text, isLoss }: TelemetryReport, terminal: Terminal): void {
  if (isLoss) terminal.error(text);
  else terminal.note(`turntape: ${text}`);
}

/**
 * Says what a reader finds, which is less than was counted where the file was removed meanwhile.
 */
function summarise(
  terminal: Terminal,
  db: string,
  { exchanges, failed }: { readonly exchanges: number; readonly failed: number },
  recorder: Recorder,
): void {
  const where = `turntape sessions --db ${db}`;
  if (exchanges === 0) {
    terminal.note('turntape: nothing was recorded: no request came through the proxy');
    return;
  }
  const readable = recorder.readable();
  const among = failed === 0 ? '' : `, ${failed} of them without a whole answer`;
  terminal.note(
    `turntape: ${readable} of ${plural(exchanges, 'exchange')} recorded${among}, see ${where}`,
  );
  const elsewhere = exchanges - recorder.dropped() - readable;
  if (elsewhere > 0) {
    terminal.error(
      `recorded, and not in ${db} any more: ${plural(elsewhere, 'exchange')}; pruned meanwhile, or the file was deleted, moved or replaced`,
    );
  }
}
