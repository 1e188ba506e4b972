// Installs the pinned real clients into a cache folder that git ignores and runs the tests that
// drive them. They are large and one is proprietary, so they are never dependencies. Without a
// network the step is reported as skipped: it must never look as if it had passed. Older versions,
// and what only repeats with more, are for `npm run test:clients:all`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { olderCodexVersions, pinnedClients } from './pinned-clients.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const cache = join(root, '.cache', 'clients');
const stamp = join(cache, 'installed.json');
const wanted = JSON.stringify({ ...pinnedClients, olderCodexVersions });
const installTimeoutMs = 5 * 60_000;

/** undefined when installed, else why the network could not give the clients. */
function installClients(): string | undefined {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return undefined;
  const packages = Object.entries(pinnedClients).map(([name, version]) => `${name}@${version}`);
  const folders: [string, readonly string[]][] = [
    [cache, packages],
    // One folder each: versions of one package share a name.
    ...olderCodexVersions.map((version): [string, string[]] => [
      join(cache, `codex-${version}`),
      [`@openai/codex@${version}`],
    ]),
  ];
  for (const [folder, wantedThere] of folders) {
    const missing = installInto(folder, wantedThere);
    if (missing !== undefined) return missing;
  }
  writeFileSync(stamp, wanted);
  return undefined;
}

/** undefined when installed, else why the network could not give them. */
function installInto(folder: string, packages: readonly string[]): string | undefined {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  process.stdout.write(`installing ${packages.join(', ')}\n`);
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-save', ...packages],
    { encoding: 'utf8', timeout: installTimeoutMs, cwd: folder },
  );
  if (status === 0) return undefined;
  const reason = /E[A-Z]+[^\n]*/.exec(stderr)?.[0] ?? 'npm install failed';
  if (/ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|ERR_SOCKET|E404/.test(stderr)) return reason;
  process.stderr.write(stderr);
  process.exit(1);
}

/** Test files to run instead of all, e.g. `record-codex`; `--install`: none. */
const asked = process.argv.slice(2);
const missing = installClients();
if (asked.includes('--install')) {
  process.stdout.write(`real clients: ${missing ?? 'installed'}\n`);
} else if (missing !== undefined) {
  process.stdout.write(`real clients: SKIPPED, not installable from here (${missing})\n`);
} else {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { status } = spawnSync(
    process.execPath,
    [
      ...[vitest, 'run', '--config', 'vitest.clients.config.ts'],
      ...(asked.length > 0 ? asked : ['tests/clients']),
    ],
    { stdio: 'inherit', cwd: root },
  );
  process.exitCode = status ?? 1;
}
