// The flags that a command declares, as yargs was told, and what their definitions say of files.
import yargs, { type Argv, type Options } from 'yargs';
import type { Command, CompletedBy, DeclaredFlags } from './command.ts';
import type { NumberRange } from './number-range.ts';

interface YargsOptions {
  readonly key: Readonly<Record<string, unknown>>;
  readonly array: readonly string[];
  readonly boolean: readonly string[];
  readonly number: readonly string[];
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

/** @param addGlobalFlags declares the flags of every command */
export function readDeclaredFlags(
  command: Command,
  addGlobalFlags: (parser: Argv) => Argv,
): DeclaredFlags {
  const fromProject = new Map<string, boolean | undefined>();
  const parser = yargs([]);
  // yargs keeps no property that it does not know, so the definitions are seen on their way in. It
  // declares positional arguments through the same method, by then without that property.
  const declare = parser.option.bind(parser) as (name: string, options: Options) => Argv;
  const positional = parser.positional.bind(parser);
  let isPositional = false;
  const [grouped, hidden]: [string[], string[]] = [[], []];
  const completedBy = new Map<string, CompletedBy>();
  const ranges = new Map<string, NumberRange>();
  const mayBeEmpty: string[] = [];
  Object.assign(parser, {
    option(name: string, options: Options): Argv {
      if (!isPositional) {
        fromProject.set(name, options.fromProject);
        if (options.group !== undefined) grouped.push(name);
        if (options.hidden === true) hidden.push(name);
        if (options.range !== undefined) ranges.set(name, options.range);
        if (options.mayBeEmpty === true) mayBeEmpty.push(name);
        if (options.completedBy !== undefined) completedBy.set(name, options.completedBy);
      }
      return declare(name, options);
    },
    positional(...definition: Parameters<typeof positional>): Argv {
      isPositional = true;
      const [name, { completedBy: by }] = definition;
      if (by !== undefined) completedBy.set(name, by);
      try {
        return positional(...definition);
      } finally {
        isPositional = false;
      }
    },
  });
  const declared = command.builder(addGlobalFlags(parser)) as Argv & { getOptions(): YargsOptions };
  const { key, array, boolean, number, choices } = declared.getOptions();
  return {
    ...{ names: Object.keys(key), arrays: array, switches: boolean, numbers: number },
    ...{ ownOptions: [...fromProject.keys()], grouped, hidden, completedBy, ranges },
    ...{ mayBeEmpty, choices },
    fromProject,
  };
}
