// The user's key for hashes. It stays with the user; who is given it can compare.
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hashDigits } from '../../explain/hashed/hashed-document.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { readNamedFile } from '../../files/read-named-file.ts';
import { HarnessError } from '../../lib/harness-error.ts';

/** As hexadecimal digits in its file. */
const keyBytes = 32;
const form = /^[0-9a-f]{64}$/;

export interface HashKey {
  /** Tells keys apart, and does not give the key away. */
  readonly name: string;
  readonly path: string;
  /** A key that was not there before. */
  readonly isNew: boolean;
  mac(text: string): string;
}

/**
 * @param named a file; undefined: the user's own
 * @param userFolder where the user's own is; undefined: there is no home
 * @throws HarnessError `not-found` or `bad-input` for a named file that is not there or holds no
 * key, `configuration` where there is no place for one
 */
export function readHashKey(named: string | undefined, userFolder: string | undefined): HashKey {
  const path = named ?? (userFolder === undefined ? undefined : join(userFolder, 'hash-key'));
  if (path === undefined) {
    throw new HarnessError(
      'configuration',
      'there is no home folder for a key',
      'Name a file with --hash-key',
    );
  }
  const isNew = !existsSync(path);
  if (isNew) makeKey(path, named !== undefined);
  const text = readNamedFile(path).trim();
  if (!form.test(text)) {
    throw new HarnessError(
      'bad-input',
      `${path} holds no key`,
      `A key is ${keyBytes * 2} hexadecimal digits; without --hash-key one is made`,
    );
  }
  const key = Buffer.from(text, 'hex');
  const mac = (of: string): string => createHmac('sha256', key).update(of).digest('hex');
  return { name: mac('turntape hash key').slice(0, hashDigits), path, isNew, mac };
}

/** A named one is somebody's: a slip in its name must not make another. */
function makeKey(path: string, isNamed: boolean): void {
  if (isNamed) {
    throw new HarnessError(
      'not-found',
      `there is no key at ${path}`,
      'Leave --hash-key out, and your own key is made',
    );
  }
  makeFolder(dirname(path), 0o700);
  writeFileSync(path, `${randomBytes(keyBytes).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
}
