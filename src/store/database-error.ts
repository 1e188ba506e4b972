// SQLite's errors, told apart by their codes.
import { HarnessError } from '../lib/harness-error.ts';

/** SQLite's result code (`SQLITE_BUSY`), or undefined when it is not SQLite's error. */
export function sqliteCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
}

/** True when another connection holds the lock: worth another try. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error) ?? '');
}

/** True when there is no room: more of it may be made. */
export function isFull(error: unknown): boolean {
  return sqliteCode(error) === 'SQLITE_FULL';
}

/** True when this user may not write to the file, or not beside it. */
export function isDenied(error: unknown): boolean {
  const code = sqliteCode(error) ?? (error as { code?: unknown } | null)?.code;
  return /^(SQLITE_(READONLY|CANTOPEN)|EACCES$|EPERM$|EROFS$)/.test(String(code));
}

/** True when the file is not as SQLite left it. */
export function isDamaged(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode(error) ?? '');
}

/** True when the file says that it has our tables, and one is not there. */
function isIncomplete(error: unknown): boolean {
  return (
    sqliteCode(error) === 'SQLITE_ERROR' &&
    /^no such (table|column)/.test(String((error as Error).message))
  );
}

/** SQLite's and the file system's errors on opening, as one clear line; anything else as it is. */
export function describeOpenError(error: unknown, path: string): unknown {
  if (error instanceof HarnessError) return error;
  const code = sqliteCode(error) ?? (error as { code?: unknown } | null)?.code;
  const text = error instanceof Error ? error.message : String(error);
  if (code === 'SQLITE_NOTADB') {
    return new HarnessError(
      'database',
      `${path} is not a SQLite database`,
      'Name another file with --db, or move this one away',
      error,
    );
  }
  if (isDamaged(error) || isIncomplete(error)) {
    return new HarnessError(
      'database',
      `the database ${path} is damaged (${text})`,
      'Move it away (a new one is made), or name another file with --db',
      error,
    );
  }
  if (isBusy(error)) {
    return new HarnessError(
      'database',
      `the database ${path} is locked by another program`,
      'Try again when that program is done, or name another file with --db',
      error,
    );
  }
  if (typeof code === 'string') {
    return new HarnessError(
      'database',
      `cannot open the database ${path} (${text})`,
      'Check the path and its permissions, or name another file with --db',
      error,
    );
  }
  return error;
}
