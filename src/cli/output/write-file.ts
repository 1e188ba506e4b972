// A file that the user names for a result: its folder is made, and what fails is one line.
import { accessSync, appendFileSync, constants, statSync } from 'node:fs';
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

/**
 * For results that cost money or time: asked before the work begins. Makes the file's folder.
 * @throws HarnessError `configuration` where it cannot be written
 */
export function assertCanWrite(path: string): void {
  attempt(path, () => {
    const about = statSync(path, { throwIfNoEntry: false });
    if (about?.isDirectory()) throw new Error('it is a folder');
    accessSync(about === undefined ? dirname(path) : path, constants.W_OK);
  });
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
