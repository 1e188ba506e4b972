// A real client's private world: the scenario's small repository, homes of its own, a made-up key, and
// nothing of the user's environment but the PATH.

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
import { delimiter, dirname, join, resolve } from 'node:path';
import { HarnessError } from '../lib/harness-error.ts';

export type ClientName = 'claude' | 'codex';

/**
 * The program of a client, on the PATH or where the user says.
 * @param given the program, or a folder that holds it
 * @throws HarnessError `configuration` when there is none
 */
export function findClient(
  name: ClientName,
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  cwd: string,
): string {
  const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
  const folders = (environment['PATH'] ?? '').split(delimiter).filter(Boolean);
  const places =
    given === undefined
      ? folders.map((folder) => join(folder, name))
      : [resolve(cwd, given), resolve(cwd, given, name)];
  const found = places.find(isFile);
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
      ...{ PATH: path, HOME: home, LANG: 'C.UTF-8' },
      CLAUDE_CONFIG_DIR: join(home, 'claude'),
      CODEX_HOME: home,
      ANTHROPIC_API_KEY: 'sk-ant-made-up',
      OPENAI_API_KEY: 'sk-made-up',
      ...{ DISABLE_TELEMETRY: '1', DISABLE_AUTOUPDATER: '1', IS_SANDBOX: '1' },
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
