// Names and paths on the command line -> scenarios. The package ships some, so that `turntape ab`
// works in any folder.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { readNamedFile } from '../../files/read-named-file.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject } from '../../lib/json.ts';
import { nearestWord } from '../../lib/nearest-word.ts';
import { plural } from '../../lib/plural.ts';
import { loadScenario } from '../../scenarios/load.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

/** Largest scenario file, in bytes: a promoted session of hours stays far below. */
const scenarioBytesMax = 64 * 1024 * 1024;
const extensions = ['.yaml', '.yml', '.json'];
const shippedFolder = fileURLToPath(new URL('../../../scenarios/', import.meta.url));
/** Scenarios that ship a repository, for the real clients. */
const clientFolder = join(shippedFolder, 'real-clients');

function listFolder(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => extensions.includes(extname(name)))
    .sort()
    .map((name) => join(folder, name));
}

function nameOf(path: string): string {
  return basename(path, extname(path));
}

function readScenario(path: string, cwd: string): Scenario {
  const shown = relative(cwd, path).startsWith('..') ? path : relative(cwd, path);
  let text: string;
  try {
    if (statSync(path).size > scenarioBytesMax) {
      throw new HarnessError('bad-input', `${shown} is larger than 64 MiB`, 'Split the scenario');
    }
    text = readNamedFile(path);
  } catch (error) {
    if (error instanceof HarnessError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new HarnessError('not-found', `cannot read ${shown}: ${reason}`, 'Check the path', error);
  }
  return loadScenario(text, shown);
}

/** Names of the project's own scenarios and of the shipped ones. */
export function listScenarioNames(cwd: string): string[] {
  return [...new Set(knownFiles(cwd).map(nameOf))];
}

/** Files of the project's own `scenarios/`, whatever they are. */
function ownFilesIn(cwd: string): string[] {
  const own = join(cwd, 'scenarios');
  return existsSync(own) && statSync(own).isDirectory() ? listFolder(own) : [];
}

/** False: another program's file. What cannot be parsed may be a scenario with a slip in it. */
function mayBeScenario(path: string): boolean {
  try {
    const value: unknown = parse(readNamedFile(path), { maxAliasCount: 0 });
    return isJsonObject(value) && 'turns' in value;
  } catch {
    return true;
  }
}

/** What is played where nothing is named. */
function filesByDefault(cwd: string, note: (text: string) => void): string[] {
  const files = ownFilesIn(cwd);
  if (files.length === 0 || join(cwd, 'scenarios') === resolve(shippedFolder)) {
    return listFolder(shippedFolder);
  }
  const own = files.filter(mayBeScenario);
  const others = files.length - own.length;
  if (own.length === 0) {
    note('scenarios/ holds other files than scenarios of turntape: the shipped ones are played');
    return listFolder(shippedFolder);
  }
  const left = others === 0 ? '' : `, ${plural(others, 'other file')} left out`;
  note(
    `${plural(own.length, 'scenario')} of scenarios/ is played${left}; name shipped ones to play them`,
  );
  return own;
}

function knownFiles(cwd: string): string[] {
  return [...ownFilesIn(cwd), ...listFolder(shippedFolder), ...listFolder(clientFolder)];
}

/**
 * @param wanted names of scenarios, files or folders; empty: the project's `scenarios/` folder,
 * else
 *   the shipped ones; of these for a real client only those that ship a repository
 * @param note told what is played where nothing was named, if not the shipped ones
 */
export function findScenarios(
  wanted: readonly string[],
  cwd: string,
  player: 'scripted' | 'real-client' = 'scripted',
  note: (text: string) => void = () => {},
): Scenario[] {
  const known = knownFiles(cwd);
  const byDefault = (): string[] => {
    if (player === 'real-client') return listFolder(clientFolder);
    return filesByDefault(cwd, note);
  };
  const paths =
    wanted.length === 0 ? byDefault() : wanted.flatMap((name) => resolveName(name, known, cwd));
  const scenarios = paths.map((path) => readScenario(path, cwd));
  const names = scenarios.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new HarnessError(
      'usage',
      `two of the scenarios are called \`${repeated}\``,
      'Rename one of them, or name each once',
    );
  }
  return scenarios;
}

function resolveName(name: string, known: readonly string[], cwd: string): string[] {
  const looksLikePath = name.includes('/') || extensions.includes(extname(name));
  const path = resolve(cwd, name);
  if (looksLikePath && existsSync(path)) {
    return statSync(path).isDirectory() ? listFolder(path) : [path];
  }
  const found = known.find((candidate) => nameOf(candidate) === name);
  if (found !== undefined) return [found];
  if (existsSync(path) && statSync(path).isDirectory()) return listFolder(path);
  const names = [...new Set(known.map(nameOf))];
  const nearest = nearestWord(nameOf(name), names);
  throw new HarnessError(
    'not-found',
    `there is no scenario \`${name}\``,
    nearest ? `Did you mean \`${nearest}\`?` : `Name a file, or one of ${names.join(', ')}`,
  );
}
