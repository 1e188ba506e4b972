// What a command is, and what it is given.
import type { Argv } from 'yargs';
import type { Terminal } from '../terminal/console.ts';
import type { NumberRange } from './number-range.ts';

/** Flags that every command takes. */
export interface GlobalFlags {
  /** Path of the database file. */
  readonly db: string;
  readonly json: boolean;
  readonly quiet: boolean;
  /** What follows `--`; empty when there is none. */
  readonly child: readonly string[];
}

/** What a command gets besides its own flags. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly flags: GlobalFlags;
}

/**
 * One command: one file in `commands/`, one line in `commands/registry.ts`.
 * `Flags` is what `builder` declares; yargs has checked the types when `run` is called.
 */
export interface Command<Flags = Record<string, unknown>> {
  /** yargs positional syntax, e.g. `show <id>`. */
  readonly usage: string;
  readonly description: string;
  /** Command lines and what they do; the first one is the most common. */
  readonly examples?: readonly (readonly [line: string, what: string])[];
  /** True: may be followed by `-- CMD`. */
  readonly takesChild?: boolean;
  builder(yargs: Argv): Argv<Flags>;
  /** Resolves to the exit code. Throws HarnessError for anything the user can fix. */
  run(flags: Flags, context: CommandContext): Promise<number>;
}

/** A command that is loaded when it is asked for; `--help` needs no more of the others. */
export interface CommandEntry extends Pick<Command, 'usage' | 'description'> {
  load(): Promise<Command>;
}

declare module 'yargs' {
  interface Options {
    /**
     * True: a configuration file that lies in the working directory may set the flag. False for
     * what decides where traffic, credentials or files go, what is started, spent, deleted or kept
     * quiet: such a file may come with a repository. A flag that does not say counts as false.
     */
    readonly fromProject?: boolean;
    /** Of a number. */
    readonly range?: NumberRange;
    /** A list that may be given without a value: `--from`. */
    readonly mayBeEmpty?: true;
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
  | 'session-or-run'
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
  /** What each number may be. */
  readonly ranges: ReadonlyMap<string, NumberRange>;
  readonly mayBeEmpty: readonly string[];
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** What completes the values of options and positional arguments. */
  readonly completedBy: ReadonlyMap<string, CompletedBy>;
  /** What each definition says; positional arguments and yargs' own flags are not in it. */
  readonly fromProject: ReadonlyMap<string, boolean | undefined>;
}
