import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { parseProfileFile } from '../../profiles/profile-file.ts';

const program = fileURLToPath(new URL('../../../bin/turntape.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'turntape-merge-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...flags: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...flags], {
    ...{ encoding: 'utf8', cwd: folder },
  });
  return { status, stdout, stderr };
}

const path = (name: string): string => join(folder, name);
const learned = {
  ...{ schema: 1, label: 'simulated' },
  models: [
    {
      model: 'gpt-5.5',
      periods: [
        {
          ...{ from: '2026-04', to: '2026-07' },
          rules: {
            cache_outputs: { value: 'none', n: 4000, confidence: 'high', source: 'counters' },
            framing_tokens: { value: 4, n: 4000, confidence: 'high', source: 'counters' },
          },
        },
      ],
    },
  ],
};
writeFileSync(path('learned.json'), JSON.stringify(learned));
const rulesOf = (name: string) =>
  parseProfileFile(JSON.parse(readFileSync(path(name), 'utf8'))).models[0]?.periods.at(-1)?.rules;

describe('probe and learn, merged', () => {
  test('probe --merge says where they disagree, and writes both into a new folder', () => {
    const flags = ['--sim', 'cache_outputs=full', '--merge', path('learned.json')];
    const { status, stdout, stderr } = run('probe', ...flags, '--out', path('a/b/both.json'));
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/1 rule on which .*learned\.json disagrees:\n- gpt-5\.5 from \d{4}-/);
    expect(stdout).toMatch(/cache_outputs: kept full \(probe of sim on .*\), not none \(counters/);
    expect(stdout).toContain('n 4000, confidence high): it was seen later');
    expect(rulesOf('a/b/both.json')).toMatchObject({
      cache_outputs: { value: 'full', against: ['counters: none (n 4000, high)'] },
      framing_tokens: { value: 4 },
    });
  });

  test('learn merges two files without reading any session, either way round', () => {
    expect(run('probe', '--sim', 'cache_outputs=full', '--out', path('probe.json')).status).toBe(0);
    const merge = (one: string, other: string) =>
      JSON.parse(run('learn', '--profile', path(one), '--merge', path(other), '--json').stdout);
    const [forth, back] = [
      merge('learned.json', 'probe.json'),
      merge('probe.json', 'learned.json'),
    ];
    expect(forth).toEqual(back);
    expect(forth.disagreements).toMatchObject([{ rule: 'cache_outputs', kept: { value: 'full' } }]);
  });

  test('probe reads the other profile before it sends anything', () => {
    writeFileSync(path('openai.json'), JSON.stringify({ ...learned, backend: 'openai' }));
    for (const [file, said] of [
      ['missing.json', /^turntape: there is no profile .*missing\.json/],
      ['openai.json', /^turntape: one profile is of the backend sim, the other of openai/],
    ] as const) {
      const { status, stderr } = run('probe', '--merge', path(file));
      // A request would have a line of its progress in front.
      expect([status, stderr]).toEqual([2, expect.stringMatching(said)]);
    }
  });

  test('a file of another kind is refused in one line', () => {
    writeFileSync(path('other.json'), '{"calls": []}');
    const { status, stderr } = run(
      'learn',
      '--profile',
      path('learned.json'),
      '--merge',
      path('other.json'),
    );
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^turntape: .*other\.json.*\n?/)]);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });
});

describe('what would be ignored or lost is refused first', () => {
  test.each([
    [['learn', 'x.jsonl', '--profile', 'chatgpt', '--merge', 'chatgpt'], 'learns nothing'],
    [['learn', '--profile', 'chatgpt', '--merge', 'chatgpt', '--compare', 'x'], 'learns nothing'],
    [['learn', '--profile', 'absent.json', '--merge', 'chatgpt'], 'built-in profiles: chatgpt, o'],
    [['probe', '--backend', 'sim', '--out', '.'], 'cannot write .: it is a folder'],
  ])('%j', (words, message) => {
    const { status, stdout, stderr } = run(...words);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/ENOENT|probing|call 1/);
  });

  test('a backend with built-in profiles is a profile', () => {
    const { status, stdout } = run('learn', '--profile', 'chatgpt', '--merge', 'chatgpt');
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'Nothing disagrees with chatgpt\n' });
  });
});
