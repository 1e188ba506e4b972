// The translator of another version: a commit of this repository, or an installed package. It runs
// in its own process, on the same fixtures.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { PlayedCall } from '../../check/play-arm.ts';
import type { Fixture } from '../../formats/fixture.ts';
import { HarnessError } from '../../lib/harness-error.ts';

/** Arm -> turns. */
export type PlayedArms = Readonly<Record<string, readonly PlayedCall[]>>;

export interface OtherVersion {
  /**
   * One result per fixture, in their order.
   * @throws HarnessError `bad-input` when the other version cannot play one
   */
  play(fixtures: readonly Fixture[]): readonly PlayedArms[];
  /** Removes what was unpacked. */
  close(): void;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const archiveBytesMax = 256 * 1024 * 1024;
const playMsMax = 60_000;

/** Plays fixtures in all their arms; reads them on stdin, writes the turns to stdout. */
const script = `
import { readFileSync } from 'node:fs';
const { playArm } = await import(process.argv[1]);
const played = JSON.parse(readFileSync(0, 'utf8')).map((given) => {
  const fixture = { ...given, expected: new Map(), obsolete: [] };
  try {
    const arms = Object.entries(fixture.meta.arms);
    return Object.fromEntries(arms.map(([arm, options]) => [arm, playArm(fixture, options)]));
  } catch (error) {
    throw new Error(fixture.name + ': ' + error.message);
  }
});
process.stdout.write(JSON.stringify(played));
`;

function unpack(reference: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-against-'));
  try {
    const archive = execFileSync('git', ['-C', root, 'archive', reference, 'src', 'package.json'], {
      maxBuffer: archiveBytesMax,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new HarnessError(
      'not-found',
      `\`${reference}\` is neither a commit of this repository nor a folder with turntape in it`,
      'Give a branch, tag or commit, or the path of an installed turntape',
      error,
    );
  }
}

/** @param reference a commit, branch or tag; or the folder of an installed version */
export function openOtherVersion(reference: string): OtherVersion {
  const isFolder = existsSync(join(reference, 'package.json'));
  const folder = isFolder ? resolve(reference) : unpack(reference);
  const module = ['src/check/play-arm.ts', 'dist/check/play-arm.js']
    .map((path) => join(folder, path))
    .find((path) => existsSync(path));
  return {
    play(fixtures) {
      const url = pathToFileURL(module ?? join(folder, 'src/check/play-arm.ts')).href;
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['--input-type=module', '--disable-warning=ExperimentalWarning', '-e', script, url],
        {
          input: JSON.stringify(fixtures.map(({ name, meta, turns }) => ({ name, meta, turns }))),
          encoding: 'utf8',
          maxBuffer: archiveBytesMax,
          timeout: playMsMax,
        },
      );
      if (status === 0) return JSON.parse(stdout) as PlayedArms[];
      const reason = /^\w*Error.*$/m.exec(stderr)?.[0] ?? `exit code ${status}`;
      throw new HarnessError(
        'bad-input',
        `${reference} cannot play the fixtures: ${reason}`,
        'Choose a version that has `turntape check`, or name the fixtures that it can play',
      );
    },
    close() {
      if (!isFolder) rmSync(folder, { recursive: true, force: true });
    },
  };
}
