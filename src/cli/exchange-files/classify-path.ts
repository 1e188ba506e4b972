// What a file or folder that the user named holds: whole requests, or what calls counted.
import { existsSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '../../lib/harness-error.ts';
import { sniffLogFile } from '../../log-files/read-log-file.ts';
import { holdsExchanges } from './import-exchanges.ts';

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
  if (look(path)?.isDirectory()) {
    const index = await findIndex(path);
    return index === null ? { type: 'calls', path } : { type: 'exchanges', path: index };
  }
  return { type: (await sniff(path)) === 'calls' ? 'calls' : 'exchanges', path };
}

/** Names of files of whole requests; any other file of a folder is not opened. */
const exchangeNames = /\.(har|zhar|json|jsonl|db|sqlite|sqlite3)$/;

/** The same, and of a folder that holds files of whole requests, each of what lies in it. */
export async function classifyContents(path: string): Promise<readonly ClassifiedPath[]> {
  const whole = await classifyPath(path);
  if (whole.type !== 'calls' || !look(path)?.isDirectory()) return [whole];
  const own: ClassifiedPath[] = [];
  for (const name of readdirSync(path).sort()) {
    const inside = join(path, name);
    own.push({ type: (await isOfExchanges(inside)) ? 'exchanges' : 'calls', path: inside });
  }
  return own.some(({ type }) => type === 'exchanges') ? own.filter(isRead) : [whole];
}

async function isOfExchanges(path: string): Promise<boolean> {
  if (!exchangeNames.test(path) || !look(path)?.isFile()) return false;
  return (await sniffLogFile(path)) === null && holdsExchanges(path);
}

/** Beside files of whole requests, others are not what was meant. */
function isRead({ type, path }: ClassifiedPath): boolean {
  return type === 'exchanges' || look(path)?.isDirectory() === true || path.endsWith('.jsonl');
}

/** The file of a folder that lists whole requests; null: the folder is one of session files. */
async function findIndex(folder: string): Promise<string | null> {
  const events = join(folder, bundleEvents);
  if ([events, join(folder, bundleManifest)].every(existsSync)) return events;
  const index = join(folder, bodiesIndex);
  return existsSync(index) && (await sniff(index)) === null ? index : null;
}

/** undefined: nothing is there, or a link leads nowhere or to itself. */
function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

async function sniff(path: string): Promise<Awaited<ReturnType<typeof sniffLogFile>>> {
  const found = look(path);
  if (found === undefined) return null;
  if (!found.isFile()) {
    throw new HarnessError(
      'bad-input',
      `${path} is neither a file nor a folder`,
      'Name a file that another recorder wrote, or a folder of session files',
    );
  }
  return await sniffLogFile(path);
}
