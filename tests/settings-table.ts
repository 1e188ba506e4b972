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
  for (const entry of commands) {
    const declared = readDeclaredFlags(await entry.load(), globalFlags);
    for (const [name, may] of declared.fromProject) {
      const kind = declared.arrays.includes(name)
        ? 'list'
        : declared.switches.includes(name)
          ? 'true or false'
          : declared.numbers.includes(name)
            ? 'number'
            : 'text';
      const setting = settings.get(name) ?? { commands: [], mayBeSet: true, kind };
      setting.commands.push(entry.usage.split(' ')[0] ?? '');
      // A name that must not be set in one command is set for none.
      if (may !== true) setting.mayBeSet = false;
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
