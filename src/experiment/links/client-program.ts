// A real client's program: where it is, and which version it is.

import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { HarnessError } from '../../lib/harness-error.ts';
import { findProgram } from '../../process/find-program.ts';

/** A program that does not say its version in this time is not the client. */
const versionMsMax = 20_000;

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

/** `2.1.330`; the program's whole first line where it says more. */
export function clientVersion(program: string): string {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: versionMsMax });
  const line = (stdout ?? '').trim().split('\n')[0] ?? '';
  return /\d+\.\d+\.\d+/.exec(line)?.[0] ?? 'unknown';
}
