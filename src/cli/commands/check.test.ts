import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { exitCodeOf, HarnessError } from '../../lib/harness-error.ts';
import type { Terminal } from '../../terminal/console.ts';
import { checkCommand } from './check.ts';

const committed = fileURLToPath(
  new URL('../../../recordings/hand-made-tool-loop', import.meta.url),
);
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder with a copy of the hand-made fixture in it. */
function copyFixture(): string {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-check-'));
  folders.push(folder);
  cpSync(committed, join(folder, 'example'), { recursive: true });
  return folder;
}

interface Run {
  readonly json?: boolean;
  profile?: string;
  readonly update?: boolean;
  readonly env?: Record<string, string>;
}

async function run(folder: string, { json = false, update = false, profile, env = {} }: Run = {}) {
  const lines: string[] = [];
  const terminal: Terminal = {
    env,
    cwd: folder,
    colour: false,
    quiet: true,
    childOwnsStdout: false,
    result: (text) => lines.push(text),
    bytes: () => {},
    json: (value) => lines.push(JSON.stringify(value)),
    note: () => {},
    error: () => {},
  };
  const flags = { db: '', json, quiet: true, child: [] };
  const code = await checkCommand.run({ path: [folder], update, profile }, { terminal, flags });
  return { code, lines };
}

async function refusal(promise: Promise<unknown>): Promise<HarnessError> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  if (error instanceof HarnessError) return error;
  throw new TypeError('not refused', { cause: error });
}

function plant(folder: string, file: string, from: string, to: string): void {
  const path = join(folder, 'example', file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

test('fixtures as expected: exit code 0 and a summary', async () => {
  expect(await run(copyFixture())).toEqual({
    code: 0,
    lines: ['1 fixture: 0 differences, 0 violations'],
  });
});

test('a profile is read for the model of the fixture', async () => {
  const folder = copyFixture();
  const path = join(folder, 'profile.json');
  const write = (model: string) => {
    const rules = { cache_step: { value: 512, n: 9, confidence: 'high' } };
    const models = [{ model, periods: [{ from: null, to: null, rules }] }];
    writeFileSync(path, JSON.stringify({ schema: 1, label: 'measured', models }));
  };
  write('gpt-5.5');
  expect(await run(folder, { profile: path })).toMatchObject({ code: 0 });
  write('o9');
  const { message, hint } = await refusal(run(folder, { profile: path }));
  expect([message, hint]).toEqual([
    'the profile has no rules of gpt-5.5',
    expect.stringContaining('o9'),
  ]);
  expect(await run(folder, { profile: `${path}#o9` })).toMatchObject({ code: 0 });
});

test('a planted change: exit code 1, fixture, arm, file, pointer and both values on one line', async () => {
  const folder = copyFixture();
  plant(folder, 'expected/off/02.request.json', '"store": false', '"store": true');
  const { code, lines } = await run(folder);
  expect(code).toBe(1);
  expect(lines).toEqual([
    'example  off  expected/off/02.request.json  /store  expected true, now false; rendered prompt unchanged',
    '1 fixture: 1 difference, 0 violations',
  ]);
});

test('--json has the documented fields', async () => {
  const folder = copyFixture();
  plant(folder, 'expected/on/02.request.json', '"store": false', '"store": true');
  const { code, lines } = await run(folder, { json: true });
  expect(code).toBe(1);
  expect(JSON.parse(lines.join('\n'))).toMatchObject({
    fixtures: 1,
    differences: [
      {
        fixture: 'example',
        arm: 'on',
        file: 'expected/on/02.request.json',
        pointer: '/store',
        expected: true,
        actual: false,
      },
    ],
    violations: [],
  });
});

describe('--update', () => {
  test('pins what is made now, and the next check finds nothing', async () => {
    const folder = copyFixture();
    const file = 'expected/off/02.request.json';
    const before = readFileSync(join(folder, 'example', file), 'utf8');
    plant(folder, file, '"store": false', '"store": true');
    expect((await run(folder, { update: true })).code).toBe(0);
    expect(readFileSync(join(folder, 'example', file), 'utf8')).toBe(before);
    expect((await run(folder)).code).toBe(0);
  });

  test('writes what is missing and removes what nothing reads', async () => {
    const folder = copyFixture();
    rmSync(join(folder, 'example/expected/on'), { recursive: true });
    writeFileSync(join(folder, 'example/notes.txt'), 'x');
    expect((await run(folder, { update: true })).code).toBe(0);
    expect(() => readFileSync(join(folder, 'example/notes.txt'))).toThrow('ENOENT');
    expect((await run(folder)).code).toBe(0);
  });

  test('is refused in continuous integration, and writes nothing', async () => {
    const folder = copyFixture();
    plant(folder, 'expected/off/02.request.json', '"store": false', '"store": true');
    const error = await refusal(run(folder, { update: true, env: { CI: 'true' } }));
    expect(exitCodeOf(error)).toBe(2);
    expect(error.message).toBe('--update is refused in continuous integration (CI=true)');
    expect((await run(folder)).code).toBe(1);
  });
});

describe('what cannot be checked is one clear line and exit code 2', () => {
  test.each<[string, (folder: string) => void, RegExp]>([
    [
      'a missing expected file',
      (folder) => rmSync(join(folder, 'example/expected/on/03.request.json')),
      /^fixture example has no expected\/on\/03\.request\.json$/,
    ],
    [
      'a missing request',
      (folder) => rmSync(join(folder, 'example/02.request.json')),
      /^fixture example has no 02\.request\.json$/,
    ],
    [
      'no meta.json',
      (folder) => rmSync(join(folder, 'example/meta.json')),
      /^fixture example has no meta\.json$/,
    ],
    [
      'unreadable meta.json',
      (folder) => writeFileSync(join(folder, 'example/meta.json'), '{'),
      /^fixture example: meta\.json is not JSON$/,
    ],
    [
      'an invalid request',
      (folder) => writeFileSync(join(folder, 'example/01.request.json'), '{"messages":3}'),
      /^fixture example: 01\.request\.json is not an Anthropic request: /,
    ],
    [
      'no fixture at all',
      (folder) => rmSync(join(folder, 'example'), { recursive: true }),
      /^no fixture in /,
    ],
  ])('%s', async (_what, damage, message) => {
    const folder = copyFixture();
    damage(folder);
    const error = await refusal(run(folder));
    expect(error.message).toMatch(message);
    expect(exitCodeOf(error)).toBe(2);
  });

  test('a folder that is not there', async () => {
    const error = await refusal(run('/nowhere/at/all'));
    expect(error.message).toBe('no folder /nowhere/at/all');
  });
});

test('files for a build server: JUnit, a comment, the step summary, annotations', async () => {
  const folder = copyFixture();
  plant(folder, 'expected/off/02.request.json', '"store": false', '"store": true');
  const at = (name: string): string => join(folder, name);
  const notes: string[] = [];
  const terminal: Terminal = {
    env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: at('summary.md') },
    ...{ cwd: folder, colour: false, quiet: false, childOwnsStdout: false },
    ...{ result: () => {}, bytes: () => {}, json: () => {}, error: () => {} },
    note: (text) => notes.push(text),
  };
  const flags = { db: '', json: true, quiet: false, child: [] };
  const asked = { path: [folder], update: false, junit: at('a.xml'), markdown: at('a.md') };
  expect(await checkCommand.run(asked, { terminal, flags })).toBe(1);
  expect(readFileSync(at('a.xml'), 'utf8')).toContain('failures="1"');
  expect(readFileSync(at('a.md'), 'utf8')).toContain('1 difference, 0 violations in 1 fixture');
  expect(readFileSync(at('summary.md'), 'utf8')).toBe(readFileSync(at('a.md'), 'utf8'));
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(
    /^::error file=example\/expected\/off\/02\.request\.json,title=request \/store/,
  );
});

describe('other translators', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  async function compare(more: object) {
    const lines: string[] = [];
    const terminal: Terminal = {
      ...{ env: {}, cwd: root, colour: false, quiet: true, childOwnsStdout: false },
      ...{ bytes: () => {}, json: () => {}, note: () => {}, error: () => {} },
      result: (text) => lines.push(text),
    };
    const flags = { db: '', json: false, quiet: true, child: [] };
    const asked = { path: [copyFixture()], update: false, ...more };
    return { code: await checkCommand.run(asked, { terminal, flags }), lines };
  }

  test('--against this very version: no difference', async () => {
    expect(await compare({ against: root })).toEqual({
      ...{ code: 0, lines: ['1 fixture: 0 differences, 0 violations'] },
    });
  });

  test('--against a version that sent something else: what changed, and what it costs', async () => {
    const other = mkdtempSync(join(tmpdir(), 'turntape-other-'));
    folders.push(other);
    mkdirSync(join(other, 'src', 'check'), { recursive: true });
    writeFileSync(join(other, 'package.json'), '{}');
    const real = new URL('../../check/play-arm.ts', import.meta.url).href;
    writeFileSync(
      join(other, 'src', 'check', 'play-arm.ts'),
      `import { playArm as play } from '${real}';
       export const playArm = (...given) => play(...given).map((turn) =>
         ({ ...turn, request: { ...turn.request, prompt_cache_key: 'other' } }));`,
    );
    const { code, lines } = await compare({ against: other });
    expect(code).toBe(1);
    expect(lines[0]).toBe('request /prompt_cache_key: another value (12 differences)');
    expect(lines[1]).toContain('expected "other", now "');
  });

  test('--against nothing that is there is refused', async () => {
    const error = await refusal(compare({ against: 'no-such-commit' }));
    expect(error.message).toContain('`no-such-commit` is neither a commit');
  });

  test('--translator: any program, held to the laws', async () => {
    const good = `"${process.execPath}" "${root}bin/turntape.js" translate --model gpt-5.5`;
    expect((await compare({ translator: good })).code).toBe(0);
    const bare = `"${process.execPath}" -e 'console.log(JSON.stringify({model:"m",input:"x"}))'`;
    const { code, lines } = await compare({ translator: bare });
    expect(code).toBe(1);
    expect(lines.join('\n')).toContain('translator  call 01  backend-accepts: store-must-be-false');
    const error = await refusal(compare({ translator: 'exit 3' }));
    expect(error.message).toMatch(/the translator failed on example, call 01: exit code 3/);
    // A process per request, twelve in all, on a machine that may be busy.
  }, 60_000);

  test.each([
    [`echo '{"model":"m","input":[]}'`, 'it wrote an empty `input`'],
    ['true', 'it wrote no JSON object'],
  ])('--translator %s cannot be judged: exit code 3', async (translator, message) => {
    const error = await refusal(compare({ translator }));
    expect([error.code, error.message]).toEqual(['invalid-run', expect.stringContaining(message)]);
  });

  test.each([
    [{ against: 'x', translator: 'y' }, /three different comparisons/],
    [{ against: 'x', update: true }, /three different comparisons/],
    [{ session: ['s_1'], update: true }, /nothing is expected of a recorded session/],
    [{ session: ['s_1', 's_2'] }, /one recorded session is judged at a time/],
  ])('%j is refused', async (more, message) => {
    expect((await refusal(compare(more))).message).toMatch(message);
  });
});
