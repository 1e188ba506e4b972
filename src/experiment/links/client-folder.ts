// A real client's private world: the scenario's small repository, its own home, and no part of the
// user's environment but the PATH.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

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
