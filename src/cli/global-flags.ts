// The flags of every command, and all flags of one.
import type { Argv } from 'yargs';
import { defaultDatabase } from '../lib/default-database.ts';
import type { Command, DeclaredFlags } from './command.ts';
import { readDeclaredFlags } from './declared-flags.ts';

const flags = {
  db: {
    fromProject: false,
    type: 'string',
    default: defaultDatabase,
    description: 'database file',
  },
  config: {
    fromProject: false,
    type: 'string',
    description: 'configuration file (YAML or JSON)',
  },
  json: {
    fromProject: true,
    type: 'boolean',
    default: false,
    description: 'print the result as JSON',
  },
  quiet: {
    fromProject: false,
    type: 'boolean',
    default: false,
    description: 'no progress on stderr',
  },
  color: {
    fromProject: true,
    type: 'boolean',
    default: true,
    description: 'colours on a terminal',
  },
} as const;

export const globalFlagNames = Object.keys(flags);

/** Declares the flags of every command. */
export function globalFlags(parser: Argv): Argv {
  return Object.entries(flags).reduce(
    (declared, [name, flag]) => declared.option(name, flag),
    parser,
  );
}

export function declaredFlags(command: Command): DeclaredFlags {
  return readDeclaredFlags(command, globalFlags);
}
