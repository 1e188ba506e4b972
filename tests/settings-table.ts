// The list of docs/configuration.md: every setting, with its variable and whether a repository's
// file may set it.

import { commands } from '../src/cli/commands/registry.ts';
import { variableOf } from '../src/cli/configuration.ts';
import { readDeclaredFlags } from '../src/cli/declared-flags.ts';
import { globalFlags } from '../src/cli/global-flags.ts';

interface Setting {
  readonly commands: string[];
  mayBeSet: boolean;
  kind: string;
}

async function listSettings(): Promise<[string, Setting][]> {
  const settings = new Map<string, Setting>();
  const all = [];
  for (const { load, usage } of commands) {
    const declared = readDeclaredFlags(await load(), globalFlags);
    all.push({ declared, usage, command: usage.split(' ')[0] ?? '' });
  }
  const options = new Set(all.flatMap(({ declared }) => declared.ownOptions));
  for (const { declared, usage, command } of all) {
    // What one command takes as an option, another may take as an argument that can be left out.
    const given = [...usage.matchAll(/\[([\w-]+)[.]*\]/g)].map(([, name = '']) => name);
    for (const name of [...declared.fromProject.keys(), ...given]) {
      if (!options.has(name)) continue;
      const kind = declared.arrays.includes(name)
        ? 'list'
        : declared.switches.includes(name)
          ? 'true or false'
          : declared.numbers.includes(name)
            ? 'number'
            : 'text';
      const setting = settings.get(name) ?? { commands: [], mayBeSet: true, kind };
      setting.commands.push(command);
      // A name that must not be set in one command is set for none.
      const isOption = declared.fromProject.has(name);
      if (isOption && declared.fromProject.get(name) !== true) setting.mayBeSet = false;
      settings.set(name, setting);
    }
  }
  return [...settings].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** As a table in markdown. */
export async function renderSettings(): Promise<string> {
  const rows = (await listSettings()).map(([name, { commands: of, mayBeSet, kind }]) => {
    const where = of.length === commands.length ? 'all' : of.join(', ');
    const may = mayBeSet ? 'yes' : 'no';
    return `| \`${name}\` | \`${variableOf(name)}\` | ${kind} | ${may} | ${where} |`;
  });
  return [
    '| setting | variable | value | a repository’s file may set it | commands |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
