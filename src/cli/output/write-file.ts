// A file that the user names for a result: its folder is made, and what fails is one line.
import { appendFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../files/make-folder.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { HarnessError } from '../../lib/harness-error.ts';

/** @throws HarnessError `configuration` where it cannot be written */
export function writeFile(path: string, text: string): void {
  attempt(path, () => writeWhole(path, text));
}

/** Behind what is in the file. @throws HarnessError `configuration` where it cannot be written */
export function appendToFile(path: string, text: string): void {
  attempt(path, () => appendFileSync(path, text));
}

function attempt(path: string, write: () => void): void {
  try {
    makeFolder(dirname(path));
    write();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HarnessError(
      'configuration',
      `cannot write ${path}: ${reason}`,
      'Name a file that can be written',
      error,
    );
  }
}
