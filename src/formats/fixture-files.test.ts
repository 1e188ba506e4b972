import { describe, expect, test } from 'vitest';
import { HarnessError } from '../lib/harness-error.ts';
import type { Fixture } from './fixture.ts';
import { parseFixture, renderFixture, renderJson } from './fixture-files.ts';

const fixture: Fixture = {
  name: 'example',
  meta: {
    schema: 1,
    kind: 'anthropic',
    model: 'gpt-5.5',
    origin: 'made by hand',
    arms: { on: { reasoning_continuity: true } },
    allow: [{ invariant: 'prefix-law', turn: '01', arm: 'on', reason: 'shown in a test' }],
    headers: [['X-Claude-Code-Session-Id', 'abc']],
    sha256: {},
  },
  turns: [
    {
      number: '01',
      request: { zebra: 1, apple: { c: [], b: 'é' } },
      response: 'event: x\ndata: {}\n\n',
      timing: { flushed_ms: 1, head_ms: null, end_ms: 2.5, chunks: [] },
    },
  ],
  expected: new Map([
    ['on', new Map([['01', { request: { b: 1, a: 2 }, headers: [], losses: [], response: 'x' }]])],
  ]),
  obsolete: [],
};
const files = renderFixture(fixture);
const withFile = (path: string, text: string) => new Map(files).set(path, text);
const without = (path: string) => new Map([...files].filter(([name]) => name !== path));

test('a fixture comes back as it was written, key order included', () => {
  const again = renderFixture(parseFixture('example', files));
  expect([...again]).toEqual([...files]);
  expect(files.get('01.request.json')).toMatch(/^\{\n {2}"zebra": 1,\n {2}"apple"/);
});

test('the hash in meta.json is over the compact request', () => {
  expect(parseFixture('example', files).meta.sha256).toEqual({
    '01.request.json': 'e3f6151917cae7d5bef4012cb65cebe4458e0771b24e181a9ea302df90028c44',
  });
});

test('files that belong to no turn and no arm are obsolete', () => {
  const more = withFile('expected/gone/01.request.json', '{}').set('notes.txt', 'x');
  expect(parseFixture('example', more).obsolete).toEqual([
    'expected/gone/01.request.json',
    'notes.txt',
  ]);
});

test('an expected file may be missing', () => {
  const parsed = parseFixture('example', without('expected/on/01.headers.json'));
  expect(parsed.expected.get('on')?.get('01')?.headers).toBeUndefined();
});

describe('what cannot be read is named', () => {
  const check = (broken: ReadonlyMap<string, string>, message: RegExp): void => {
    let error: unknown;
    try {
      parseFixture('example', broken);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(HarnessError);
    expect((error as HarnessError).code).toBe('bad-input');
    expect((error as HarnessError).message).toMatch(message);
    expect((error as HarnessError).message).not.toContain('\n');
  };
  const meta = (change: object) =>
    withFile('meta.json', renderJson({ ...fixture.meta, ...change }));
  test.each<[string, ReadonlyMap<string, string>, RegExp]>([
    ['no meta', without('meta.json'), /has no meta\.json/],
    ['no request', without('01.request.json'), /has no 01\.request\.json/],
    ['no response', without('01.response.sse'), /has no 01\.response\.sse/],
    ['no timing', without('01.timing.json'), /has no 01\.timing\.json/],
    ['broken request', withFile('01.request.json', '{'), /01\.request\.json is not JSON/],
    ['request a list', withFile('01.request.json', '[]'), /does not hold a JSON object/],
    ['broken meta', withFile('meta.json', 'x'), /meta\.json is not JSON/],
    ['newer layout', meta({ schema: 2 }), /has schema 2, this turntape reads up to 1/],
    ['unknown kind', meta({ kind: 'chat' }), /meta\.json is wrong at \/kind/],
    ['unknown option', meta({ arms: { on: { speed: 1 } } }), /wrong at \/arms\/on/],
    ['wrong value', meta({ arms: { on: { effort: 'huge' } } }), /wrong at \/arms\/on\/effort/],
    ['unknown field', meta({ colour: 'red' }), /meta\.json is wrong/],
    ['a missing number', withFile('03.request.json', '{}'), /has no 02\.timing\.json/],
  ])('%s', (_what, broken, message) => check(broken, message));
});
