// A file that a session file names. Only files below its own folder are read: a name in a file that
// somebody sent must not reach anything else.
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { type JsonValue, parseJson } from '../lib/json.ts';
import { lineBytesMax } from './read-lines.ts';

/** @param path of the session file @returns reads by a path below its folder, see `LogContext` */
export function createBesideReader(path: string): (name: string) => JsonValue | undefined {
  return (name) => {
    if (isAbsolute(name)) return undefined;
    try {
      const folder = realpathSync(dirname(path));
      const file = realpathSync(join(folder, name));
      const about = statSync(file);
      const isBelow = file.startsWith(folder + sep);
      if (!isBelow || !about.isFile() || about.size > lineBytesMax) return undefined;
      return parseJson(readFileSync(file, 'utf8'));
    } catch {
      return undefined;
    }
  };
}
