// The card of a recorded session: the rows that need no play, on what was recorded.
import { judgeCard } from '../../conform/card.ts';
import { type CardDocument, documentOf } from '../../conform/card-document.ts';
import { evidenceOfRecording, recordingName } from '../../conform/evidence-of-recording.ts';
import type { Row, Service } from '../../conform/row.ts';
import type { Tokenizer } from '../../domain/tokenizer.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { readVersion } from '../../process/read-version.ts';
import type { Terminal } from '../../terminal/console.ts';
import { readNamed } from '../exchange-files/read-named.ts';
import { readRecordedSession } from '../recording/read-recorded.ts';

export interface RecordedCardInput {
  /** Path of the database. */
  readonly db: string;
  /** Id of a session, its beginning, or a file of whole requests. */
  readonly session: string;
  readonly rows: readonly Row[];
  readonly known: ReadonlySet<string>;
  readonly about: Pick<CardDocument, 'turntape' | 'date' | 'service'>;
  readonly tokenizer: Tokenizer;
  readonly terminal: Terminal;
}

/** What every card of today says of itself. */
export function aboutCard(service: Service): RecordedCardInput['about'] {
  const date = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
  return { turntape: readVersion(), date, service };
}

/** @throws HarnessError `bad-input` where the session has no upstream side, or no row fits */
export async function recordedCard(input: RecordedCardInput): Promise<CardDocument> {
  const { db, session: text, known, about, tokenizer, terminal } = input;
  const { session, calls } = await readNamed(db, text, terminal, (database, named) =>
    readRecordedSession(database, named, { skipFailed: true, turns: undefined }),
  );
  const evidence = evidenceOfRecording(session.id, calls);
  if (evidence.every(({ upstream }) => upstream.length === 0)) {
    throw new HarnessError(
      'bad-input',
      `session ${session.id} has no upstream side: no gateway is in it`,
      'Name a session that `turntape gateway` recorded',
    );
  }
  const rows = input.rows
    .filter(({ needsNoPlay }) => needsNoPlay)
    .map((row) => ({ ...row, plays: [recordingName] }));
  const card = judgeCard(
    {
      ...{ gateway: session.id, rows, evidence, first: recordingName, known },
      service: about.service,
    },
    { tokenizer },
  );
  return documentOf(card, { ...about, model: session.model ?? 'unknown' });
}
