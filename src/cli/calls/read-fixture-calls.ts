// A fixture as the calls that `explain` and `compare` read: Codex's own requests, or those that an
// arm of the translator makes, with the usage that the recorded answers report.
import { existsSync } from 'node:fs';
import { isSent, playArm } from '../../check/play-arm.ts';
import { type ClientName, findRequestNames, identifyClient } from '../../clients/registry.ts';
import { responseUsage } from '../../exchange/usage.ts';
import type { SessionCall } from '../../explain/session-call.ts';
import type { Fixture } from '../../formats/fixture.ts';
import { parseFixture } from '../../formats/fixture-files.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { findFixtures, holdsFixture, readFixtureFiles } from '../fixtures/fixture-folders.ts';

const defaultArm = 'on';
/** A fixture does not say when its turns began: near enough to each other that no cache forgets. */
const betweenCallsMs = 10_000;

function requestsOf(fixture: Fixture, path: string, arm: string) {
  const { meta, turns, name } = fixture;
  if (meta.kind === 'responses') {
    return turns.map(({ number, request }) => ({ number, request, headers: meta.headers }));
  }
  const overlay = meta.arms[arm];
  if (overlay !== undefined) return playArm(fixture, overlay).filter(isSent);
  throw new HarnessError(
    'not-found',
    `fixture ${name} has no arm \`${arm}\``,
    `Write ${path}:ARM; its arms are ${Object.keys(meta.arms).join(', ')}`,
  );
}

/** True when the text names a folder with a fixture, or one with an arm after it. */
export function isFixturePath(text: string): boolean {
  return holdsFixture(text) || holdsFixture(text.slice(0, text.lastIndexOf(':')));
}

export interface FixtureCalls {
  readonly name: string;
  /** Whose names its headers hold. */
  readonly client: ClientName;
  readonly calls: readonly SessionCall[];
}

/** @param text a fixture's folder, or `FOLDER:ARM` */
export function readFixtureCalls(text: string): FixtureCalls {
  const colon = text.lastIndexOf(':');
  const [path, arm] = existsSync(text)
    ? [text, defaultArm]
    : [text.slice(0, colon), text.slice(colon + 1)];
  const [folder, ...more] = findFixtures([path]);
  if (folder === undefined || more.length > 0) {
    throw new HarnessError('usage', `${path} holds several fixtures`, 'Name one of them');
  }
  const fixture = parseFixture(folder.name, readFixtureFiles(folder));
  const isTranslated = fixture.meta.kind === 'anthropic';
  const stream = [['content-type', 'text/event-stream']] as const;
  const calls = requestsOf(fixture, path, arm).map(
    ({ number, request, headers }, seq): SessionCall => {
      const bytes = new TextEncoder().encode(JSON.stringify(request));
      const recorded = fixture.turns.find((turn) => turn.number === number);
      const answer = new TextEncoder().encode(recorded?.response ?? '');
      return {
        ...{ seq, id: `${folder.name}/${seq}`, protocol: 'responses', headers },
        ...{ otherSession: null, account: null, accepted: true, output: null, source: null },
        body: () => bytes,
        startedAtMs: seq * betweenCallsMs,
        usage: responseUsage(stream, answer),
      };
    },
  );
  return {
    name: isTranslated ? `${folder.name}:${arm}` : folder.name,
    client:
      findRequestNames(fixture.meta.headers, {})?.client ?? identifyClient(fixture.meta.headers),
    calls,
  };
}
