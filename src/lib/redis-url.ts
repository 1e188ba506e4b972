// The address of a Redis, checked before a client reads it: a client takes settings from a query,
// goes to another database where one is misnamed, and throws where a password is not spelled as
// URLs spell it.
import { HarnessError } from './harness-error.ts';

/** Hosted servers print it in the addresses that they give out: which of IPv4 and IPv6 is asked. */
const familyQuery = /^(\?family=[046])?$/;

/**
 * `redis://[user:password@]host:port[/database]`, or `rediss://` for TLS.
 * @param what it is the address of, with its article, for the error
 * @returns the address without user and password
 * @throws HarnessError `usage` for anything else, without repeating what was given
 */
export function showRedisUrl(url: string, what: string, example: string): string {
  const parsed = /^rediss?:\/\//.test(url) && URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || parsed.hostname === '') {
    throw new HarnessError(
      'usage',
      `${what} is named by a URL that begins with redis:// or rediss://`,
      `For example ${example}`,
    );
  }
  const { protocol, host, pathname, search, hash, username, password } = parsed;
  if (hash !== '' || !familyQuery.test(search) || !isEncoded(username) || !isEncoded(password)) {
    throw new HarnessError(
      'usage',
      `the URL of ${what} has a character in it that is not meant as it stands there`,
      'In a user or a password, write % as %25, # as %23, ? as %3F, / as %2F and @ as %40',
    );
  }
  if (!/^\/?\d*$/.test(pathname)) {
    throw new HarnessError(
      'usage',
      `the URL of ${what} names a database that is not a number`,
      `For example ${example}/1`,
    );
  }
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
