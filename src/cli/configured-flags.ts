// What the environment and the configuration files say, held against the flags that there are.
import { HarnessError } from '../lib/harness-error.ts';
import type { JsonObject } from '../lib/json.ts';
import { nearestWord } from '../lib/nearest-word.ts';
import type { Terminal } from '../terminal/console.ts';
import type { Command, CommandEntry } from './command.ts';
import { assertMaySet, type ConfigurationFile, readSetting, variableOf } from './configuration.ts';
import { declaredFlags } from './global-flags.ts';
import { loadCommand } from './load-command.ts';

/** Flags from the environment and the files that this command knows; the strongest source last. */
export function configuredFlags(command: Command, sources: readonly JsonObject[]): JsonObject {
  const { names, arrays, switches } = declaredFlags(command);
  const pick = (source: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(source)
        .filter(([name]) => names.includes(name))
        .map(([name, value]) => {
          const kind = arrays.includes(name)
            ? 'list'
            : switches.includes(name)
              ? 'switch'
              : 'value';
          return [name, readSetting(name, value, kind)];
        }),
    );
  return Object.assign({}, ...sources.map(pick)) as JsonObject;
}

/** Every setting is a flag of some command, and one that this file may set. */
export function assertSettings(
  file: ConfigurationFile,
  commands: readonly Command[],
  environment: Terminal['env'],
): void {
  const declared = commands.map(declaredFlags);
  const known = new Set(declared.flatMap(({ names }) => names));
  for (const name of Object.keys(file.settings)) {
    if (known.has(name)) continue;
    const nearest = nearestWord(name, [...known]);
    throw new HarnessError(
      'configuration',
      `unknown setting \`${name}\` in the configuration file`,
      nearest ? `Did you mean \`${nearest}\`?` : 'Settings are the flags of the commands',
    );
  }
  // A name may be a flag of several commands; one that must not be set is not set for any.
  const fromProject = new Map<string, boolean>();
  for (const [name, may] of declared.flatMap((flags) => [...flags.fromProject])) {
    fromProject.set(name, may === true && fromProject.get(name) !== false);
  }
  assertMaySet(file, fromProject, environment);
}

/** A variable that is near the name of a flag is a slip; others belong to other programs. */
export async function noteUnknownSettings(
  environment: JsonObject,
  own: readonly string[],
  offered: readonly (Command | CommandEntry)[],
  terminal: Terminal,
): Promise<void> {
  const unknown = Object.keys(environment).filter((name) => !own.includes(name));
  if (unknown.length === 0) return;
  const all = await Promise.all(offered.map((entry) => loadCommand(entry, true)));
  const names = [...new Set(all.flatMap((command) => declaredFlags(command).names))];
  for (const name of unknown) {
    const nearest = names.includes(name) ? undefined : nearestWord(name, names);
    if (nearest === undefined) continue;
    terminal.error(`${variableOf(name)} sets nothing. Did you mean ${variableOf(nearest)}?`);
  }
}
