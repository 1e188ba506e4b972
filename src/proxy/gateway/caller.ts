// Who a client of the gateway is: what it authenticates with. Two people behind one gateway can
// name the same session, or none and begin with the same words; their reasoning must not meet.
import { findHeader, type HeaderList } from '../../lib/header-list.ts';
import { sha256 } from '../../lib/sha256.ts';

/** As the Messages API takes credentials. */
const credentialHeaders = ['x-api-key', 'authorization'];

/** A hash of the request's credentials; undefined: it shows none. */
export function callerOf(headers: HeaderList): string | undefined {
  const shown = credentialHeaders.map((name) => findHeader(headers, name) ?? null);
  return shown.every((value) => value === null)
    ? undefined
    : sha256(JSON.stringify(['caller', ...shown]));
}
