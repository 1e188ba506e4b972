// Fixture <-> the files of its folder. Pure: the command line reads and writes the files.
import { HarnessError } from '../lib/harness-error.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';
import type { ExpectedCall, Fixture, FixtureCall, FixtureTiming } from './fixture.ts';
import { parseFixtureMeta, renderFixtureMeta } from './fixture-meta.ts';

/** Path below the fixture's folder, with `/` -> text. */
export type FileMap = ReadonlyMap<string, string>;

/** Turns of a fixture: file names have two digits. */
export const fixtureCallsMax = 99;

const callFile = /^(\d\d)\.(request\.json|response\.sse|response\.headers\.json|timing\.json)$/;
const expectedFile =
  /^expected\/([^/]+)\/(\d\d)\.(request\.json|headers\.json|losses\.json|response\.sse)$/;

/** `1` -> `01`. */
export function callNumber(index: number): string {
  return String(index).padStart(2, '0');
}

/** Indented JSON with key order kept and a final line break. */
export function renderJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** SHA-256 of a request as compact JSON, key order as it is. */
export function requestHash(request: JsonObject): string {
  return sha256(JSON.stringify(request));
}

function required(name: string, files: FileMap, path: string): string {
  const text = files.get(path);
  if (text !== undefined) return text;
  throw new HarnessError(
    'bad-input',
    `fixture ${name} has no ${path}`,
    'Restore the file from git, or promote the session again',
  );
}

function json(name: string, path: string, text: string): JsonValue {
  const value = parseJson(text);
  if (value !== undefined) return value;
  throw new HarnessError(
    'bad-input',
    `fixture ${name}: ${path} is not JSON`,
    'Restore the file from git',
  );
}

function jsonObject(name: string, path: string, files: FileMap): JsonObject {
  const value = json(name, path, required(name, files, path));
  if (isJsonObject(value)) return value;
  throw new HarnessError(
    'bad-input',
    `fixture ${name}: ${path} does not hold a JSON object`,
    'Restore the file from git',
  );
}

function parseTurn(name: string, number: string, files: FileMap): FixtureCall {
  const timing = jsonObject(name, `${number}.timing.json`, files);
  if (!Array.isArray(timing['chunks'])) {
    throw new HarnessError(
      'bad-input',
      `fixture ${name}: ${number}.timing.json has no list of chunks`,
      'Restore the file from git',
    );
  }
  const responseHeaders = parseResponseHeaders(name, number, files);
  return {
    number,
    request: jsonObject(name, `${number}.request.json`, files),
    response: required(name, files, `${number}.response.sse`),
    ...(responseHeaders === undefined ? {} : { responseHeaders }),
    timing: timing as unknown as FixtureTiming,
  };
}

function parseResponseHeaders(
  name: string,
  number: string,
  files: FileMap,
): HeaderList | undefined {
  const path = `${number}.response.headers.json`;
  const text = files.get(path);
  if (text === undefined) return undefined;
  const pairs = json(name, path, text);
  const isPair = (pair: JsonValue): boolean =>
    Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string');
  if (Array.isArray(pairs) && pairs.every(isPair)) return pairs as unknown as HeaderList;
  throw new HarnessError(
    'bad-input',
    `fixture ${name}: ${path} is not a list of pairs of texts`,
    'Restore the file from git',
  );
}

function parseExpected(name: string, files: FileMap): Map<string, Map<string, ExpectedCall>> {
  const expected = new Map<string, Map<string, ExpectedCall>>();
  for (const [path, text] of files) {
    const [, arm, number, file] = expectedFile.exec(path) ?? [];
    if (arm === undefined || number === undefined || file === undefined) continue;
    const turns = expected.get(arm) ?? new Map<string, ExpectedCall>();
    expected.set(arm, turns);
    const turn = turns.get(number) ?? {
      request: undefined,
      headers: undefined,
      losses: undefined,
      response: undefined,
    };
    const part = file.split('.')[0] ?? '';
    turns.set(number, { ...turn, [part]: part === 'response' ? text : json(name, path, text) });
  }
  return expected;
}

/**
 * Reads a fixture. Files in `expected/` may be missing: `check` says so, `check --update` writes
 * them.
 * @param files all files of the folder
 * @throws HarnessError `bad-input` naming the fixture and the file
 */
export function parseFixture(name: string, files: FileMap): Fixture {
  const meta = parseFixtureMeta(name, required(name, files, 'meta.json'));
  const found = [...files.keys()].flatMap((path) => callFile.exec(path)?.[1] ?? []);
  const last = Math.max(
    0,
    ...found.map(Number),
    ...Object.keys(meta.sha256).map(Number.parseFloat),
  );
  if (last === 0) {
    throw new HarnessError(
      'bad-input',
      `fixture ${name} has no 01.request.json`,
      'A fixture holds at least one call: restore it from git, or promote the session again',
    );
  }
  const turns = Array.from({ length: last }, (_, index) =>
    parseTurn(name, callNumber(index + 1), files),
  );
  const obsolete = [...files.keys()].filter((path) => {
    if (path === 'meta.json' || callFile.test(path)) return false;
    const [, arm, number] = expectedFile.exec(path) ?? [];
    return !(arm && number && arm in meta.arms && Number(number) <= last);
  });
  return { name, meta, turns, expected: parseExpected(name, files), obsolete };
}

/** All files of a fixture. Obsolete ones are left out. */
export function renderFixture(fixture: Fixture): Map<string, string> {
  const files = new Map<string, string>();
  const hashes = Object.fromEntries(
    fixture.turns.map(({ number, request }) => [`${number}.request.json`, requestHash(request)]),
  );
  files.set('meta.json', renderFixtureMeta({ ...fixture.meta, sha256: hashes }));
  for (const { number, request, response, responseHeaders, timing } of fixture.turns) {
    files.set(`${number}.request.json`, renderJson(request));
    files.set(`${number}.response.sse`, response);
    if (responseHeaders !== undefined && responseHeaders.length > 0) {
      files.set(`${number}.response.headers.json`, renderJson(responseHeaders));
    }
    files.set(`${number}.timing.json`, renderJson(timing));
  }
  for (const [arm, turns] of fixture.expected) {
    for (const [number, turn] of turns) {
      const folder = `expected/${arm}/${number}`;
      for (const part of ['request', 'headers', 'losses'] as const) {
        if (turn[part] !== undefined) files.set(`${folder}.${part}.json`, renderJson(turn[part]));
      }
      if (turn.response !== undefined) files.set(`${folder}.response.sse`, turn.response);
    }
  }
  return files;
}
