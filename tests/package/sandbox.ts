// A folder of its own for everything that the package's test makes, and the commands it runs there.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(fileURLToPath(import.meta.url), '../../..');

/** A bound against hangs, ms: installing from git downloads all development dependencies. */
const stepTimeoutMs = 10 * 60_000;

/** Ends the test: the npm registry cannot be reached, so nothing can be installed. */
export class NoRegistry extends Error {}

export interface Sandbox {
  /** The absolute path of something inside. */
  path(...parts: string[]): string;
  /** Makes an npm project of the user's: an empty folder with a package.json. */
  project(name: string, manifest?: object): string;
  /**
   * Runs a command to its end.
   * @param node folder of the Node that comes first on the PATH; this one's unless given
   */
  run(
    command: string,
    args: readonly string[],
    folder: string,
    node?: string,
  ): SpawnSyncReturns<string>;
  /** The same, and fails the test where the command does. @returns stdout */
  must(command: string, args: readonly string[], folder: string, node?: string): string;
  remove(): void;
}

export function fail(what: string, detail: string): never {
  throw new Error(`${what}\n${detail}`);
}

export function createSandbox(): Sandbox {
  const work = mkdtempSync(join(tmpdir(), 'turntape-package-'));
  const path = (...parts: string[]): string => join(work, ...parts);
  const run: Sandbox['run'] = (command, args, cwd, node = dirname(process.execPath)) => {
    const env: NodeJS.ProcessEnv = {};
    // What npm sets for its scripts would reach the npm that runs in here.
    for (const [name, value] of Object.entries(process.env)) {
      if (!/^npm_(?!config_(userconfig|registry|cache))/i.test(name)) env[name] = value;
    }
    env['PATH'] = `${node}:${process.env['PATH'] ?? ''}`;
    return spawnSync(command, args, { cwd, env, encoding: 'utf8', timeout: stepTimeoutMs });
  };
  return {
    path,
    run,
    project(name, manifest = {}) {
      mkdirSync(path(name));
      writeFileSync(path(name, 'package.json'), JSON.stringify({ private: true, ...manifest }));
      return path(name);
    },
    must(command, args, folder, node) {
      const { status, stdout, stderr } = run(command, args, folder, node);
      if (status === 0) return stdout;
      if (/ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH/.test(stderr)) throw new NoRegistry();
      fail([command, ...args].join(' '), `exit ${status}\n${stdout}${stderr}`);
    },
    remove: () => rmSync(work, { recursive: true, force: true }),
  };
}
