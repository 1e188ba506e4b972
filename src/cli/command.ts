// What a command is, and what it is given.
import type { Argv } from 'yargs';
import type { Terminal } from '../terminal/console.ts';

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
