// A real client's private world: the scenario's small repository, its own home, and no part of the
// user's environment but the PATH.

import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { HarnessError } from '../../lib/harness-error.ts';
import { findProgram } from '../../process/find-program.ts';

/**
 * A client's program, on the PATH or where the user says.
 * @param name of the program
 * @param given the program, or a folder that holds it
 * @throws HarnessError `configuration` when there is none
 */
export function findClient(
  name: string,
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  cwd: string,
): string {
  const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
  const found =
    given === undefined
      ? findProgram(name, environment['PATH'])
      : [resolve(cwd, given), resolve(cwd, given, name)].find(isFile);
  if (found !== undefined) return found;
  throw new HarnessError(
    'configuration',
    `there is no \`${name}\` ${given === undefined ? 'on the PATH' : `at ${given}`}`,
    'Install the client, or name its program with --client-path',
  );
}

export interface ClientFolder {
  readonly repository: string;
  readonly home: string;
  /** What the client is started with. */
  readonly environment: Readonly<Record<string, string>>;
  remove(): void;
}

function git(repository: string, ...words: string[]): void {
  spawnSync('git', ['-C', repository, ...words], { stdio: 'ignore' });
}

/** @param path of the user, so that the client finds its own programs */
export function createClientFolder(
  files: Readonly<Record<string, string>>,
  path: string,
): ClientFolder {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'turntape-agent-')));
  const repository = join(folder, 'repository');
  const home = join(folder, 'home');
  for (const made of [repository, home]) mkdirSync(made, { mode: 0o700 });
  for (const [name, text] of Object.entries(files)) {
    const file = join(repository, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  git(repository, 'init', '-q');
  git(repository, 'add', '.');
  const who = ['-c', 'user.name=turntape', '-c', 'user.email=turntape@example.invalid'];
  git(repository, ...who, 'commit', '-qm', 'start');
  return {
    repository,
    home,
    environment: {
      PATH: path,
      HOME: home,
      LANG: 'C.UTF-8',
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
