// A recorded session as a fixture in memory: for one's own traffic, which stays as it is.

import { presets } from '../../domain/translator-options.ts';
import type { Fixture } from '../../formats/fixture.ts';
import { fixtureCallsMax } from '../../formats/fixture-files.ts';
import { promoteFixture } from '../../formats/promote-fixture.ts';
import type { Reporter } from '../exchange-files/import-exchanges.ts';
import { readNamed } from '../exchange-files/read-named.ts';
import { describeOrigin, readRecordedSession } from '../recording/read-recorded.ts';

/**
 * A session that no gateway translated was answered in another protocol: its requests are played
 * alone, without the reasoning that a translated answer would have left.
 * @throws HarnessError `bad-input` when there is no model call
 */
export function readSessionFixture(db: string, text: string, terminal: Reporter): Promise<Fixture> {
  return readNamed(db, text, terminal, (database, named) => {
    const { session, protocol, calls } = readRecordedSession(database, named, {
      ...{ skipFailed: true, turns: fixtureCallsMax },
    });
    const translated = calls.flatMap(({ client, upstream }) =>
      upstream === null ? [] : [{ client, upstream }],
    );
    const alone = calls.map(({ client }) => ({
      client,
      upstream: { ...client, responseBody: new Uint8Array(), chunks: [] },
    }));
    return promoteFixture(translated.length > 0 ? translated : alone, {
      name: session.id,
      kind: protocol,
      arms: { off: presets.off, on: presets.on },
      origin: describeOrigin(session),
    });
  });
}
