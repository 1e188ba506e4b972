// Finds session files below folders: by their names, without following a link twice.
import { type Dirent, existsSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

/** Names that the clients give their session files, tables of usage counters, and trajectories. */
const names =
  /\.jsonl(\.zst|\.gz)?$|\.csv(\.zst|\.gz)?$|(^|[.\-_])trajectory(\..+)?\.json(\.zst|\.gz)?$/;
/** Folders below one that is named; session folders are not so deep. */
const depthMax = 16;

/** Where the clients keep their sessions, as far as they are there. */
export function usualPlaces(environment: NodeJS.ProcessEnv): string[] {
  const codex = environment['CODEX_HOME'] ?? join(homedir(), '.codex');
  const claude = environment['CLAUDE_CONFIG_DIR'] ?? join(homedir(), '.claude');
  return [
    join(codex, 'sessions'),
    join(codex, 'archived_sessions'),
    join(claude, 'projects'),
    ...(environment['CODEX_ROLLOUT_TRACE_ROOT'] ? [environment['CODEX_ROLLOUT_TRACE_ROOT']] : []),
  ].filter((place) => existsSync(place));
}

export interface FoundFile {
  readonly path: string;
  /** The folder that was named and holds it; null: the file itself was named. */
  readonly root: string | null;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  /** What could not be looked into, with the reason. */
  readonly problems: readonly { readonly path: string; readonly problem: string }[];
}

/** @param paths files are taken as they are named, folders are walked; in order of their paths */
export async function findLogFiles(paths: readonly string[]): Promise<FoundFiles> {
  const files: FoundFile[] = [];
  const problems: { path: string; problem: string }[] = [];
  const seen = new Set<string>();
  const visit = async (path: string, depth: number, root: string): Promise<void> => {
    const own = await realpath(path);
    if (seen.has(own)) return;
    seen.add(own);
    const about = await stat(own);
    if (about.isFile()) {
      if (depth === 0 || names.test(basename(path))) {
        files.push({ path, root: depth === 0 ? null : root });
      }
      return;
    }
    if (!about.isDirectory()) {
      // A pipe or a device: reading one may never end.
      if (depth === 0 || names.test(basename(path))) {
        problems.push({ path, problem: 'neither a file nor a folder' });
      }
      return;
    }
    if (depth > depthMax) return;
    const entries: Dirent[] = await readdir(path, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const isCandidate = entry.isDirectory() || entry.isSymbolicLink() || names.test(entry.name);
      if (isCandidate) await attempt(join(path, entry.name), depth + 1, root);
    }
  };
  const attempt = async (path: string, depth: number, root: string): Promise<void> => {
    try {
      await visit(path, depth, root);
    } catch (error) {
      problems.push({ path, problem: error instanceof Error ? error.message : String(error) });
    }
  };
  for (const path of paths) await attempt(path, 0, path);
  return { files, problems };
}
