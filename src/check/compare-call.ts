// One call against its expected files: the first difference of each file.

import type { ExpectedCall, Fixture } from '../formats/fixture.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { type JsonValue, parseJson } from '../lib/json.ts';
import { firstJsonDifference, type JsonDifference } from '../lib/json-pointer.ts';
import { parseSse } from '../wire/sse.ts';
import type { PlayedCall } from './play-arm.ts';

export interface FileDifference extends JsonDifference {
  /** Path below the fixture's folder. */
  readonly file: string;
}

/** Plain JSON of a value that is about to be compared with a file. */
export function asJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}

/** A stream as a list of events, so that a pointer can name the place: `/3/data/delta/text`. */
function eventsOf(stream: string): JsonValue {
  return parseSse(stream).map(({ event, data }) => ({
    event: event ?? null,
    data: parseJson(data) ?? data,
  }));
}

function missing(fixture: Fixture, file: string): HarnessError {
  return new HarnessError(
    'bad-input',
    `fixture ${fixture.name} has no ${file}`,
    'Restore the file from git, or write it with turntape check --update',
  );
}

/**
 * Compares what the translator made of a call with what is expected; key order counts.
 * @returns at most one difference per file, in the order request, headers, losses, response
 * @throws HarnessError `bad-input` when an expected file is missing
 */
export function compareCall(
  fixture: Fixture,
  arm: string,
  played: PlayedCall,
  expected: ExpectedCall | undefined,
): FileDifference[] {
  const stem = `expected/${arm}/${played.number}`;
  const pairs: readonly (readonly [string, JsonValue | undefined, JsonValue])[] = [
    [`${stem}.request.json`, expected?.request, asJson(played.request)],
    [`${stem}.headers.json`, expected?.headers, asJson(played.headers)],
    [`${stem}.losses.json`, expected?.losses, asJson(played.losses)],
    [
      `${stem}.response.sse`,
      expected?.response === undefined ? undefined : eventsOf(expected.response),
      eventsOf(played.response),
    ],
  ];
  return pairs.flatMap(([file, expected, actual]) => {
    if (expected === undefined) throw missing(fixture, file);
    const difference = firstJsonDifference(expected, actual);
    return difference === undefined ? [] : [{ file, ...difference }];
  });
}
