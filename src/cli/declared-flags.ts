// The flags that a command declares, as yargs was told, and what their definitions say of files.
import yargs, { type Argv, type Options } from 'yargs';
import type { Command } from './command.ts';

declare module 'yargs' {
  interface Options {
    /**
     * True: a configuration file that lies in the working directory may set the flag. False for
     * what decides where traffic, credentials or files go, what is started, spent, deleted or kept
     * quiet: such a file may come with a repository. A flag that does not say counts as false.
     */
    readonly fromProject?: boolean;
    /** What completes a value; absent: `choices`, or files. */
    readonly completedBy?: CompletedBy;
  }
  interface PositionalOptions {
    readonly completedBy?: CompletedBy;
  }
}

/** What can stand for a value of an option or a positional argument, for the shell's completion. */
export type CompletedBy =
  | 'session'
  | 'run'
  | 'scenario'
  | 'arm'
  | 'run-arm'
  | 'metric'
  | 'translator-option'
  | 'simulator-parameter'
  | 'model'
  | 'profile'
  | 'backend';

export interface DeclaredFlags {
  readonly names: readonly string[];
  readonly arrays: readonly string[];
  readonly switches: readonly string[];
  readonly numbers: readonly string[];
  /** Options, without positional arguments. */
  readonly ownOptions: readonly string[];
  /** Options that name their group in the help. */
  readonly grouped: readonly string[];
  /** Options that only the full help shows. */
  readonly hidden: readonly string[];
  /** What completes the values of options and positional arguments. */
  readonly completedBy: ReadonlyMap<string, CompletedBy>;
  /** What each definition says; positional arguments and yargs' own flags are not in it. */
  readonly fromProject: ReadonlyMap<string, boolean | undefined>;
}

interface YargsOptions {
  readonly key: Readonly<Record<string, unknown>>;
  readonly array: readonly string[];
  readonly boolean: readonly string[];
  readonly number: readonly string[];
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
  Object.assign(parser, {
    option(name: string, options: Options): Argv {
      if (!isPositional) {
        fromProject.set(name, options.fromProject);
        if (options.group !== undefined) grouped.push(name);
        if (options.hidden === true) hidden.push(name);
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
  const { key, array, boolean, number } = declared.getOptions();
  return {
    ...{ names: Object.keys(key), arrays: array, switches: boolean, numbers: number },
    ...{ ownOptions: [...fromProject.keys()], grouped, hidden, completedBy },
    fromProject,
  };
}
