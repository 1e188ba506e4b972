// `turntape doctor`: what is installed, where things are, what would be sent where, and whether the
// recording is sound. Changes nothing unless --repair is given; sends nothing but to itself.
import { existsSync } from 'node:fs';
import { clients } from '../../clients/registry.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { findProgram } from '../../process/find-program.ts';
import { readVersion } from '../../process/read-version.ts';
import { systemClock } from '../../process/system-clock.ts';
import { runSelfTest } from '../../self-test/self-test.ts';
import { type DuplicatedTurn, listDuplicatedTurns } from '../../store/duplicated-turns.ts';
import {
  type DatabaseHealth,
  inspectDatabase,
  repairDatabase,
  rescueExchanges,
} from '../../store/inspect-database.ts';
import { openDatabase } from '../../store/open-database.ts';
import type { Terminal } from '../../terminal/console.ts';
import type { Command, CommandContext } from '../command.ts';
import { planChild } from '../recording/plan-child.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type DoctorFlags = { readonly 'self-test': boolean; readonly repair: boolean };

interface Finding {
  readonly problem: string;
  /** What to do. */
  readonly hint: string;
}

export const doctorCommand: Command<DoctorFlags> = {
  usage: 'doctor',
  description: 'what is installed, what would be sent where, and whether the recording is sound',
  builder: (yargs) =>
    yargs
      .option('self-test', {
        type: 'boolean',
        default: false,
        description:
          'prove on the spot that the recorder changes nothing, against a local upstream',
      })
      .option('repair', {
        type: 'boolean',
        default: false,
        description:
          'mend what can be mended; a damaged database is copied as far as it can be read',
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
    const database = existsSync(db) ? await examine(db, flags.repair) : null;
    const findings = database === null ? [] : findingsOf(database);
    if (json) {
      terminal.json({
        turntape: readVersion(),
        node: process.version,
        clients: installed,
        database: database && { path: db, ...database.health, duplicated_turns: database.twice },
        findings,
      });
    } else {
      terminal.result(
        [
          `turntape ${readVersion()}, Node ${process.version}`,
          ...installed.map(
            ({ name, path, route }) => `${name}: ${path ?? 'not on PATH'}; ${route}`,
          ),
          database === null
            ? `database: none yet at ${db}`
            : `database: ${db}, ${database.health.bytes} bytes, ${database.health.sessions} sessions, ${database.health.exchanges} exchanges, ${database.health.cut} cut, ${database.health.gaps} gaps`,
          ...(database?.mended ?? []).map((line) => `mended: ${line}`),
          ...findings.map(({ problem, hint }) => `PROBLEM ${problem}. ${hint}`),
          ...(findings.length === 0 ? ['nothing is wrong'] : []),
        ].join('\n'),
      );
    }
    return findings.length === 0 ? 0 : 1;
  },
};

interface Examined {
  readonly health: DatabaseHealth;
  readonly twice: readonly DuplicatedTurn[];
  readonly mended: readonly string[];
  readonly isRepaired: boolean;
}

async function examine(path: string, repair: boolean): Promise<Examined> {
  const mended: string[] = [];
  let exposedBefore: readonly string[] = [];
  if (repair) {
    const writer = openDatabase(path, { mode: 'write', busyTimeoutMs: 5_000 });
    const before = inspectDatabase(writer, path);
    repairDatabase(writer, path, systemClock);
    exposedBefore = before.exposed;
    if (before.deadRecorders.length > 0) {
      mended.push(`${before.deadRecorders.length} killed recorders are marked as ended`);
    }
    if (before.damage.length > 0 || before.unreadable.length > 0) {
      const copy = `${path}.rescued.db`;
      mended.push(
        `${await rescueExchanges(writer, copy, systemClock)} exchanges copied to ${copy}`,
      );
    }
    writer.close();
  }
  const database = openDatabase(path, { mode: 'read' });
  try {
    const health = inspectDatabase(database, path);
    const twice = health.damage.length > 0 ? [] : listDuplicatedTurns(database);
    const closed = exposedBefore.filter((file) => !health.exposed.includes(file));
    if (closed.length > 0) mended.unshift('files that others could read');
    return { health, twice, mended, isRepaired: repair };
  } finally {
    database.close();
  }
}

function findingsOf({ health, twice, isRepaired }: Examined): Finding[] {
  const repair = 'turntape doctor --repair';
  return [
    ...health.damage.map((line) => ({
      problem: `the database is damaged: ${line}`,
      hint: `${repair} copies what can be read`,
    })),
    ...(health.unreadable.length > 0
      ? [
          {
            problem: `${health.unreadable.length} exchanges cannot be read back (${health.unreadable[0]})`,
            hint: `${repair} copies the others`,
          },
        ]
      : []),
    ...health.leftSpools.map((file) => ({
      problem: `the last requests of a killed recorder could not be taken in from ${file}`,
      hint: 'Make room on the disk, or see what else is said here; the next command tries again',
    })),
    ...health.exposed.map((file) => ({
      problem: `others can read ${file}`,
      hint: isRepaired
        ? 'The folder may be shared with other things: chmod go-rwx it, or keep the database in one of its own (--db)'
        : `${repair}, or chmod go-rwx`,
    })),
    ...twice.map(({ session, first, second, apartMs }) => ({
      problem: `turn ${first} of ${session} was asked again as ${second}, ${Math.round(apartMs)} ms later, though it had been answered`,
      hint: 'Something sent a request twice: look at both with turntape show',
    })),
  ];
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

async function reportSelfTest(
  terminal: CommandContext['terminal'],
  json: boolean,
): Promise<number> {
  const result = await runSelfTest();
  const { requests, differences, directFirstByteMs, throughFirstByteMs } = result;
  const addedMs = throughFirstByteMs - directFirstByteMs;
  if (json) {
    terminal.json({
      requests,
      differences,
      direct_first_byte_ms: directFirstByteMs,
      through_first_byte_ms: throughFirstByteMs,
      added_ms: addedMs,
      label: 'measured',
    });
  } else {
    terminal.result(
      [
        `${requests} requests, each sent straight and through the recorder: ${differences.length === 0 ? 'no difference' : `${differences.length} differences`}`,
        ...differences,
        `first byte: ${directFirstByteMs.toFixed(2)} ms straight, ${throughFirstByteMs.toFixed(2)} ms through the recorder, ${addedMs.toFixed(2)} ms added (measured, medians)`,
      ].join('\n'),
    );
  }
  return differences.length === 0 ? 0 : 1;
}
