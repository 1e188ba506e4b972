// A recorded session as a fixture in memory: for one's own traffic, which stays as it is.

import { presets } from '../../domain/translator-options.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { Fixture } from '../../recording/formats/fixture.ts';
import { promoteFixture } from '../../recording/promote-fixture.ts';
import { readDatabase } from '../../store/read-database.ts';
import { describeOrigin, readRecordedSession } from '../promote/read-recorded.ts';

/** @throws HarnessError `bad-input` when the session has no upstream side */
export function readSessionFixture(db: string, text: string): Promise<Fixture> {
  return readDatabase(db, (database) => {
    const { session, calls } = readRecordedSession(database, text, {
      ...{ skipFailed: true, turns: undefined },
    });
    const whole = calls.flatMap(({ client, upstream }) =>
      upstream === null ? [] : [{ client, upstream }],
    );
    if (whole.length === 0) {
      throw new HarnessError(
        'bad-input',
        `session ${session.id} has no upstream side`,
        'Record it with turntape gateway -- claude ...',
      );
    }
    return promoteFixture(whole, {
      name: session.id,
      kind: session.client === 'codex' ? 'responses' : 'anthropic',
      arms: { off: presets.off, on: presets.on },
      origin: describeOrigin(session),
    });
  });
}
