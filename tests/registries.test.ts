// One registry per family: a variant's name stands in its own file and its registry, and nowhere
// else in the source. Everything else asks what the variant's entry says, so that a new variant is
// a new file and a line. A family is added here as a row.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backends } from '../src/backends/registry.ts';
import { carrierNames } from '../src/carriers/registry.ts';
import { exchangeFormats, exchangeWriters } from '../src/cli/formats/registry.ts';
import { clients } from '../src/clients/registry.ts';
import { logFormats } from '../src/logs/registry.ts';
import { reportFormats } from '../src/report/formats/registry.ts';

interface Family {
  readonly family: string;
  readonly names: readonly string[];
  /** Folders and files in which the variants and their registry are. */
  readonly homes: readonly string[];
  /** Names that are also words of something else: no string tells the two apart. */
  readonly words?: Readonly<Record<string, string>>;
  /** Files that may hold a name for another reason. */
  readonly exceptions?: Readonly<Record<string, string>>;
}

const flagSim = 'the flag --sim';

const families: readonly Family[] = [
  {
    family: 'carriers',
    names: carrierNames,
    homes: ['carriers/'],
    exceptions: {
      'rules/validation/unknown-parameter.ts': '`store` is a field of a Responses request',
      'explain/render-anthropic.ts': '`signature` is a field of a thinking block',
      'pseudonymise/stream.ts': '`signature` is a field of a thinking block',
      'wire/anthropic/accumulate-message.ts': '`signature` is a field of a thinking block',
    },
  },
  {
    family: 'exporters and importers',
    names: [...exchangeFormats.map(({ name }) => name), ...exchangeWriters.map(({ flag }) => flag)],
    homes: ['formats/', 'cli/formats/', 'experiment/sources/trace-exchanges.ts'],
    words: { turntape: 'the name of the program' },
  },
  {
    family: 'report formats',
    names: Object.keys(reportFormats),
    homes: ['report/formats/'],
    exceptions: {
      'cli/command-line.ts': 'the flag --json',
      'cli/commands/check.ts': 'the flags --junit and --markdown',
      'cli/conform/conform-flags.ts': 'the flags --junit and --markdown',
      'cli/commands/compare.ts': 'its own choice between text and a table for a comment',
      'cli/commands/explain.ts': 'its own choice between text and a table for a comment',
      'cli/commands/usage.ts': 'its own choice between two pages',
      'clients/claude/claude-trial.ts': "the client's own output format",
    },
  },
  {
    family: 'backends',
    names: backends.map(({ form }) => form),
    homes: ['backends/'],
    exceptions: {
      'cli/commands/registry.ts': 'the command sim',
      'cli/commands/sim.ts': 'the command sim',
      'cli/ab/ab-flags.ts': flagSim,
      'cli/ab/render-command.ts': flagSim,
      'cli/commands/explain.ts': flagSim,
      'cli/conform/conform-flags.ts': flagSim,
      'cli/commands/gateway.ts': flagSim,
      'cli/commands/probe.ts': flagSim,
      'proxy/routes.ts': 'names of upstreams (wire/upstreams.ts)',
      'telemetry/call-attributes.ts': 'a name of a provider in the conventions of OpenTelemetry',
      'profiles/shipped-profiles.ts': 'whose profile it is; the simulator has several',
      'clients/codex/plan-codex.ts': "Codex's own names of its provider and its login",
      'clients/codex/read-codex-setup.ts': "Codex's own name of a login",
      'clients/codex/made-up-home.ts': "Codex's own name of a login",
    },
  },
  {
    family: 'session files',
    names: logFormats.map(({ name }) => name),
    homes: ['logs/'],
  },
  {
    family: 'clients',
    names: Object.keys(clients),
    homes: ['clients/'],
    words: { other: 'a kind of request too, and a common word' },
    exceptions: {
      'logs/claude-transcript.ts': 'whose session file it reads',
      'logs/codex-trace.ts': 'the client that writes such files',
      'logs/codex-rollout.ts': 'whose session file it reads',
    },
  },
];

const source = join(import.meta.dirname, '..', 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/\.test(-support)?\.ts$/.test(path))
  .map((path) => {
    const text = readFileSync(join(source, path), 'utf8');
    // Comments name nothing, and how a module is imported is not a variant.
    const unnamed = /\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$|with \{ type: 'json' \}/gm;
    return { path, code: text.replaceAll(unnamed, '') };
  });

/** Files outside the homes that hold a name as a string literal: `path: name`. */
function strangers({ names, homes, words = {} }: Family): { path: string; name: string }[] {
  const wanted = names.filter((name) => !Object.hasOwn(words, name));
  return files
    .filter(({ path }) => !homes.some((home) => path.startsWith(home)))
    .flatMap(({ path, code }) =>
      wanted
        .filter((name) => code.includes(`'${name}'`) || code.includes(`"${name}"`))
        .map((name) => ({ path, name })),
    );
}

describe.each(families.map((family) => [family.family, family] as const))('%s', (_name, family) => {
  const { names, homes, words = {}, exceptions = {} } = family;

  test('are named in their own files and their registry alone', () => {
    const wrong = strangers(family).filter(({ path }) => !Object.hasOwn(exceptions, path));
    expect(wrong.map(({ path, name }) => `${path}: '${name}'`)).toEqual([]);
  });

  test('have no exception that nothing needs', () => {
    const needed = new Set(strangers(family).map(({ path }) => path));
    expect(Object.keys(exceptions).filter((path) => !needed.has(path))).toEqual([]);
    expect(Object.keys(words).filter((word) => !names.includes(word))).toEqual([]);
    expect(homes.filter((home) => !files.some(({ path }) => path.startsWith(home)))).toEqual([]);
  });

  test('have names of their own', () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(1);
  });
});

test('a name that is written elsewhere is found', () => {
  const family = { family: 'x', names: ['gateway'], homes: ['proxy/'] };
  expect(strangers(family).map(({ path }) => path)).toContain('cli/commands/registry.ts');
  expect(strangers({ ...family, words: { gateway: 'a word' } })).toEqual([]);
});
