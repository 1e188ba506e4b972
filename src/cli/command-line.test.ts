import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultDatabase } from '../lib/default-database.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { createTerminal, type Terminal } from '../terminal/console.ts';
import type { Command, CommandContext } from './command.ts';
import { runCommandLine } from './command-line.ts';
import { commands } from './commands/registry.ts';
import { readDeclaredFlags } from './declared-flags.ts';

interface Call {
  flags: Record<string, unknown>;
  context: CommandContext;
}

function createProbe(takesChild: boolean): { command: Command; calls: Call[] } {
  const calls: Call[] = [];
  const command: Command = {
    usage: takesChild ? 'record' : 'report [run]',
    description: 'a placeholder',
    takesChild,
    builder: (parser) =>
      parser
        .option('repeats', { fromProject: true, type: 'number', default: 1 })
        .option('sim', { fromProject: true, type: 'string', array: true, default: [] })
        .option('backend', { fromProject: false, type: 'string' })
        .option('silent-about-it', { type: 'string' }),
    run: async (flags, context) => {
      calls.push({ flags, context });
      return 7;
    },
  };
  return { command, calls };
}

function createTestTerminal(env: Record<string, string> = {}): Terminal {
  const cwd = mkdtempSync(join(tmpdir(), 'turntape-cli-'));
  return createTerminal({ stdout: process.stdout, stderr: process.stderr, env, cwd: () => cwd });
}

async function run(argv: string[], terminal = createTestTerminal()): Promise<Call> {
  const record = createProbe(true);
  const report = createProbe(false);
  const code = await runCommandLine(argv, terminal, [record.command, report.command]);
  expect(code).toBe(7);
  return [...record.calls, ...report.calls][0] as Call;
}

async function refusal(argv: string[], terminal?: Terminal): Promise<string> {
  const error = await run(argv, terminal).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HarnessError);
  const { code, message, hint } = error as HarnessError;
  expect(`${message} ${hint}`).not.toContain('\n');
  return `${code}: ${message}. ${hint}`;
}

describe('arguments', () => {
  test('the database has its documented default', async () => {
    expect((await run(['report'])).context.flags.db).toBe(defaultDatabase);
  });
  test('what follows -- goes to the child untouched', async () => {
    const { context } = await run(['record', '--', 'claude', '-p', '--db', 'x']);
    expect(context.flags.child).toEqual(['claude', '-p', '--db', 'x']);
    expect(context.flags.db).toBe(defaultDatabase);
    expect(context.terminal.childOwnsStdout).toBe(true);
  });
  test('a command that starts no child refuses --', async () => {
    expect(await refusal(['report', '--', 'ls'])).toContain('usage: nothing may follow `--`');
  });
  test('a misspelt flag is an error with a suggestion', async () => {
    expect(await refusal(['report', '--repeat', '3'])).toBe(
      'usage: unknown argument `repeat`. Did you mean `--repeats`?',
    );
  });
  test('a misspelt command is an error with a suggestion', async () => {
    expect(await refusal(['reprot'])).toContain('Did you mean');
  });
  test('no command at all is an error', async () => {
    expect(await refusal([])).toContain('usage: name a command');
  });
});

describe('configuration', () => {
  function withFile(text: string, env: Record<string, string> = {}): Terminal {
    const terminal = createTestTerminal(env);
    writeFileSync(join(terminal.cwd, 'turntape.config.yaml'), text);
    return terminal;
  }
  test('the file sets a flag', async () => {
    expect((await run(['report'], withFile('repeats: 4'))).flags['repeats']).toBe(4);
  });
  test('the environment beats the file', async () => {
    const terminal = withFile('repeats: 4', { TURNTAPE_REPEATS: '5' });
    expect((await run(['report'], terminal)).flags['repeats']).toBe(5);
  });
  test('a flag beats the environment', async () => {
    const terminal = withFile('repeats: 4', { TURNTAPE_REPEATS: '5' });
    expect((await run(['report', '--repeats', '6'], terminal)).flags['repeats']).toBe(6);
  });
  test('an unknown setting is an error with a suggestion', async () => {
    expect(await refusal(['report'], withFile('repeat: 4'))).toBe(
      'configuration: unknown setting `repeat` in the configuration file. Did you mean `repeats`?',
    );
  });
  test.each([
    ['sim: { machines: 2 }', '`{"machines":2}` is not a value of the setting `sim`'],
    ['sim: [{ machines: 2 }]', 'Give text or a number, or a list of them'],
    ['sim:', '`null` is not a value of the setting `sim`'],
    ['repeats: [a, b]', 'Give text or a number'],
    ['json: perhaps', '`"perhaps"` is not a value of the setting `json`. Give true or false'],
  ])('a setting of another shape than its flag is an error: %s', async (text, message) => {
    expect(await refusal(['report'], withFile(text))).toContain(message);
  });
  test('a flag that may be repeated takes one value or a list', async () => {
    expect((await run(['report'], withFile('sim: machines=2'))).flags['sim']).toEqual([
      'machines=2',
    ]);
    const several = withFile('sim: [machines=2, noise=1]');
    expect((await run(['report'], several)).flags['sim']).toEqual(['machines=2', 'noise=1']);
  });
  test.each([
    ['1', true],
    ['true', true],
    ['0', false],
    ['', false],
  ])('a switch in the environment: %s', async (value, json) => {
    const terminal = createTestTerminal({ TURNTAPE_JSON: value });
    expect((await run(['report'], terminal)).context.flags.json).toBe(json);
  });
  test('a switch in the environment that is neither on nor off is an error', async () => {
    const terminal = createTestTerminal({ TURNTAPE_QUIET: 'perhaps' });
    expect(await refusal(['report'], terminal)).toContain('setting `quiet`. Give true or false');
  });
  test('a file that is not YAML is named', async () => {
    expect(await refusal(['report'], withFile('a: ['))).toContain('turntape.config.yaml');
  });
  test('a named file that is missing is an error', async () => {
    expect(await refusal(['report', '--config', 'absent.yaml'])).toContain('absent.yaml');
  });

  describe('of a folder that may have come with a repository', () => {
    test.each([
      'db: elsewhere.db',
      'quiet: true',
      'config: other.yaml',
      'backend: http://127.0.0.1:9/v1',
      'silent-about-it: x',
    ])('does not decide where things go: %s', async (text) => {
      const terminal = withFile(text);
      expect(await refusal(['report'], terminal)).toContain('may have come with a repository');
    });
    test('decides when the user names it', async () => {
      const terminal = withFile('backend: http://127.0.0.1:9/v1');
      const named = ['report', '--config', 'turntape.config.yaml'];
      expect((await run(named, terminal)).flags['backend']).toBe('http://127.0.0.1:9/v1');
      const variable = { TURNTAPE_CONFIG: 'turntape.config.yaml' };
      const { flags } = await run(['report'], withFile('db: mine.db', variable));
      expect(flags['db']).toBe('mine.db');
    });
    test('a folder of that name is refused', async () => {
      const terminal = createTestTerminal();
      mkdirSync(join(terminal.cwd, 'turntape.config.yaml'));
      expect(await refusal(['report'], terminal)).toContain('it is not a file');
    });
  });

  test.each([
    ['XDG_CONFIG_HOME', 'turntape'],
    ['HOME', '.config/turntape'],
  ])(
    "the user's own file decides (%s); the folder's is stronger where it may",
    async (variable, folder) => {
      const home = mkdtempSync(join(tmpdir(), 'turntape-home-'));
      mkdirSync(join(home, folder), { recursive: true });
      writeFileSync(join(home, folder, 'config.yaml'), 'db: mine.db\nrepeats: 2\nsim: noise=1');
      const { flags } = await run(['report'], withFile('repeats: 3', { [variable]: home }));
      expect(flags).toMatchObject({ db: 'mine.db', repeats: 3, sim: ['noise=1'] });
    },
  );
});

test('the definition of every flag says whether a file of the folder may set it', async () => {
  for (const entry of commands) {
    const { fromProject } = readDeclaredFlags(await entry.load(), (parser) => parser);
    for (const [name, says] of fromProject) expect([name, typeof says]).toEqual([name, 'boolean']);
  }
});

test.each([
  ...['db', 'listen', 'out', 'token', 'tls', 'backend', 'use-api-key', 'use-codex-login', 'live'],
  ...['max-cost', 'reasoning-store', 'quiet', 'upstream-anthropic', 'upstream-openai', 'state'],
  ...[
    'upstream-chatgpt',
    'client-path',
    'translator',
    'arm',
    'sim-listen',
    'codex-home',
    'markdown',
    'badge',
  ],
])('a file of the folder does not set %s in any command', async (name) => {
  const terminal = createTestTerminal();
  writeFileSync(join(terminal.cwd, 'turntape.config.yaml'), `${name}: x`);
  const refused = runCommandLine(['completion'], terminal);
  await expect(refused).rejects.toThrow('may have come with a repository');
});
