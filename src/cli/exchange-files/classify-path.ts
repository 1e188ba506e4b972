// What a file or folder that the user named holds: whole requests, or what calls counted.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '../../lib/harness-error.ts';
import { sniffLogFile } from '../../log-files/read-log-file.ts';

/** What a bundle of Codex has: where it lists its events, and what it is. */
const bundleEvents = 'trace.jsonl';
const bundleManifest = 'manifest.json';
/** What lists the raw bodies of a folder. */
const bodiesIndex = 'index.jsonl';

export interface ClassifiedPath {
  /** `exchanges`: whole requests. `calls`: session files, or a folder of them. */
  readonly type: 'exchanges' | 'calls';
  /** The file to read; of a folder of whole requests the one that lists them. */
  readonly path: string;
}

/**
 * @throws HarnessError `bad-input` for a pipe or a device, which is not read to find out what it is
 */
export async function classifyPath(path: string): Promise<ClassifiedPath> {
  if (existsSync(path) && statSync(path).isDirectory()) {
    const index = await findIndex(path);
    return index === null ? { type: 'calls', path } : { type: 'exchanges', path: index };
  }
  return { type: (await sniff(path)) === 'calls' ? 'calls' : 'exchanges', path };
}

/** The file of a folder that lists whole requests; null: the folder is one of session files. */
async function findIndex(folder: string): Promise<string | null> {
  const events = join(folder, bundleEvents);
  if ([events, join(folder, bundleManifest)].every(existsSync)) return events;
  const index = join(folder, bodiesIndex);
  return existsSync(index) && (await sniff(index)) === null ? index : null;
}

async function sniff(path: string): Promise<Awaited<ReturnType<typeof sniffLogFile>>> {
  if (!existsSync(path)) return null;
  if (!statSync(path).isFile()) {
    throw new HarnessError(
      'bad-input',
      `${path} is neither a file nor a folder`,
      'Name a file that another recorder wrote, or a folder of session files',
    );
  }
  return await sniffLogFile(path);
}
