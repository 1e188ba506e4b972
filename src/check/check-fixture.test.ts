// Plants changes in the hand-made fixture and looks at what the check says.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTokens, encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, test } from 'vitest';
import { parseFixture, renderJson } from '../formats/fixture-files.ts';
import type { JsonObject, JsonValue } from '../lib/json.ts';
import { checkFixture, withExpected } from './check-fixture.ts';
import { renderFindings } from './render-check.ts';

const tokenizer = { name: 'o200k', encode, count: (text: string) => countTokens(text) };
const folder = fileURLToPath(new URL('../../recordings/hand-made-tool-loop', import.meta.url));
const files = new Map(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path), readFileSync(path, 'utf8')] as const;
    }),
);
const checkFiles = (changed: ReadonlyMap<string, string>) =>
  checkFixture(parseFixture('example', changed), tokenizer);

/** The files with one of them rewritten by a function over its JSON. */
function planted(path: string, change: (value: never) => JsonValue): Map<string, string> {
  const value = JSON.parse(files.get(path) ?? '') as never;
  return new Map(files).set(path, renderJson(change(value)));
}

test('the committed fixture has no difference and no violation', () => {
  expect(checkFiles(files)).toEqual({ differences: [], violations: [] });
});

describe('a change in an expected file is found with its pointer', () => {
  const request = 'expected/on/03.request.json';
  const input = (change: (items: JsonObject[]) => JsonObject[]) =>
    planted(request, (body: { input: JsonObject[] }) => ({ ...body, input: change(body.input) }));
  test.each<[string, Map<string, string>, string, string]>([
    [
      'a value',
      planted(request, (body: JsonObject) => ({ ...body, store: true })),
      '/store',
      'value',
    ],
    [
      'key order',
      planted(request, ({ model, ...rest }: { model: string }) => ({ ...rest, model })),
      '/instructions',
      'order',
    ],
    ['an item less', input((items) => items.slice(0, -1)), '/input/12', 'added'],
    [
      'a missing key',
      planted(request, (body: JsonObject) => ({ ...body, user: 'x' })),
      '/user',
      'missing',
    ],
    [
      'tools in another order',
      planted(request, (body: { tools: JsonValue[] }) => ({
        ...body,
        tools: body.tools.toReversed(),
      })),
      '/tools/0/name',
      'value',
    ],
  ])('%s', (_what, changed, pointer, kind) => {
    const { differences, violations } = checkFiles(changed);
    expect(
      differences.map((one) => [one.fixture, one.arm, one.file, one.pointer, one.kind]),
    ).toEqual([['example', 'on', request, pointer, kind]]);
    expect(violations).toEqual([]);
  });

  test('a header', () => {
    const changed = planted('expected/off/01.headers.json', () => [['session-id', 'other']]);
    expect(checkFiles(changed).differences).toMatchObject([
      { file: 'expected/off/01.headers.json', pointer: '/0/1', expected: 'other', prefix: null },
    ]);
  });

  test('a loss', () => {
    const changed = planted('expected/off/01.losses.json', () => []);
    expect(checkFiles(changed).differences).toMatchObject([{ pointer: '/0', kind: 'added' }]);
  });

  test('an event of the Anthropic stream', () => {
    const path = 'expected/off/01.response.sse';
    const text = files.get(path) ?? '';
    const changed = new Map(files).set(path, text.replace('I will look', 'I may look'));
    const [difference] = checkFiles(changed).differences;
    expect(difference?.file).toBe(path);
    expect(difference?.pointer).toMatch(/^\/\d+\/data\/delta\/text$/);
  });
});

describe('what a change does to the prefix', () => {
  test('an edited first tool leaves no part of the expected prompt', () => {
    const changed = planted(
      'expected/off/04.request.json',
      (body: { tools: { description: string }[] }) => ({
        ...body,
        tools: body.tools.map((tool, index) => (index === 0 ? { ...tool, strict: true } : tool)),
      }),
    );
    const [difference] = checkFiles(changed).differences;
    expect(difference?.prefix?.first_break).toBe('/tools/0');
    expect(difference?.prefix?.common_tokens).toBeLessThan(difference?.prefix?.tokens_before ?? 0);
  });

  test('a request that changed in one turn only costs the cache of that turn and the next', () => {
    const changed = planted('04.request.json', (body: JsonObject) => ({
      ...body,
      system: 'Another system prompt.',
    }));
    const { differences, violations } = checkFiles(changed);
    const [first] = differences;
    expect(first?.file).toBe('expected/off/04.request.json');
    expect(first?.prefix?.turns).toEqual(['04', '05']);
    expect(first?.prefix?.cached_tokens_lost).toBeGreaterThan(1024);
    expect(violations.map(({ invariant }) => invariant)).toContain('request-hash');
  });

  test('a change outside the prompt says so', () => {
    const changed = planted('expected/off/02.request.json', (body: JsonObject) => ({
      ...body,
      prompt_cache_key: 'other',
    }));
    const lines = renderFindings(checkFiles(changed));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /\/prompt_cache_key {2}expected "other", now ".*; rendered prompt unchanged, routed by another key$/,
    );
  });
});

test('an arm whose options changed differs in every turn that it touches', () => {
  const changed = planted('meta.json', (meta: JsonObject) => ({
    ...meta,
    arms: { off: { system_as: 'instructions' }, on: { reasoning_continuity: true } },
  }));
  const { differences } = checkFiles(changed);
  expect(differences.map(({ file }) => file)).toEqual(
    ['01', '02', '03', '04', '05', '06'].map((turn) => `expected/off/${turn}.request.json`),
  );
});

test('a missing expected file is one clear error', () => {
  const changed = new Map(files);
  changed.delete('expected/on/05.losses.json');
  expect(() => checkFiles(changed)).toThrow('fixture example has no expected/on/05.losses.json');
});

test('a file that nothing reads is a violation', () => {
  const changed = new Map(files).set('expected/old/01.request.json', '{}');
  expect(checkFiles(changed).violations).toMatchObject([{ invariant: 'no-obsolete-file' }]);
});

test('a known violation can be allowed, with its reason', () => {
  const edited = planted('06.request.json', (body: JsonObject) => ({ ...body, max_tokens: 1 }));
  expect(checkFiles(edited).violations).toHaveLength(1);
  const allowed = edited.set(
    'meta.json',
    renderJson({
      ...(JSON.parse(files.get('meta.json') ?? '') as object),
      allow: [{ invariant: 'request-hash', turn: '06', reason: 'edited in this test' }],
    }),
  );
  expect(checkFiles(allowed).violations).toEqual([]);
});

test('pinning what the translator makes now leaves nothing to find', () => {
  const edited = planted('meta.json', (meta: JsonObject) => ({
    ...meta,
    arms: { native: { system_as: 'instructions', reasoning_continuity: true } },
  }));
  const expected = withExpected(parseFixture('example', edited));
  expect([...expected.expected.keys()]).toEqual(['native']);
  expect(checkFixture(expected, tokenizer)).toEqual({ differences: [], violations: [] });
});
