// `turntape doctor`: what is installed, where things are, what would be sent where, and whether the
// recording is sound. Changes nothing unless --repair is given; sends nothing but to itself.

import { existsSync } from 'node:fs';
import { clients } from '../../clients/registry.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { plural } from '../../lib/plural.ts';
import { snakeCaseKeys } from '../../lib/snake-case-keys.ts';
import { findProgram } from '../../process/find-program.ts';
import { readVersion } from '../../process/read-version.ts';
import type { DatabaseHealth } from '../../store/inspect-database.ts';
import type { Terminal } from '../../terminal/console.ts';
import type { Command } from '../command.ts';
import { examineDatabase, findingsOf } from '../doctor/examine-database.ts';
import { reportSelfTest } from '../doctor/report-self-test.ts';
import { planChild } from '../recording/plan-child.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type DoctorFlags = { readonly 'self-test': boolean; readonly repair: boolean };

export const doctorCommand: Command<DoctorFlags> = {
  usage: 'doctor',
  description: 'check the installation, where the clients send requests, and the database',
  examples: [['turntape doctor --self-test', 'also tests that the recorder changes nothing']],
  builder: (yargs) =>
    yargs
      .option('self-test', {
        fromProject: true,
        type: 'boolean',
        default: false,
        description:
          'test on this machine that the recorder changes nothing, with a local upstream',
      })
      .option('repair', {
        fromProject: false,
        type: 'boolean',
        default: false,
        description: 'repair what can be repaired; copy what can be read of a damaged database',
      }),
  async run(flags, context) {
    const {
      terminal,
      flags: { db, json },
    } = context;
    if (flags['self-test']) return reportSelfTest(terminal, json);
    const installed = Object.values(clients).flatMap(({ program }) =>
      program === null ? [] : [describeClient(program, terminal)],
    );
    const database = existsSync(db) ? await examineDatabase(db, flags.repair) : null;
    const findings = database === null ? [] : findingsOf(database);
    if (json) {
      terminal.json({
        turntape: readVersion(),
        node: process.version,
        clients: installed,
        database:
          database &&
          snakeCaseKeys({ path: db, ...database.health, duplicatedTurns: database.repeated }),
        findings,
      });
    } else {
      terminal.result(
        [
          `turntape ${readVersion()}, Node ${process.version}`,
          ...installed.map(
            ({ name, path, route }) => `${name}: ${path ?? 'not on PATH'}; ${route}`,
          ),
          database === null ? `database: none yet at ${db}` : describeHealth(db, database.health),
          ...(database?.repaired ?? []).map((line) => `repaired: ${line}`),
          ...findings.map(({ problem, hint }) => `PROBLEM ${problem}. ${hint}`),
          ...(findings.length === 0 ? ['nothing is wrong'] : []),
        ].join('\n'),
      );
    }
    return findings.length === 0 ? 0 : 1;
  },
};

function describeHealth(path: string, health: DatabaseHealth): string {
  const { bytes, sessions, exchanges, cut, gaps } = health;
  return [
    `database: ${path}`,
    plural(bytes, 'byte'),
    plural(sessions, 'session'),
    plural(exchanges, 'exchange'),
    `${cut} incomplete`,
    `${gaps} dropped`,
  ].join(', ');
}

function describeClient(name: string, terminal: Terminal) {
  const path = findProgram(name, terminal.env['PATH']) ?? null;
  try {
    const { note } = planChild([name], terminal);
    return { name, path, route: note };
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    return { name, path, route: `cannot be recorded: ${error.message}. ${error.hint}` };
  }
}
