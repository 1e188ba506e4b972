// The headers that a proxy forwards: not those of one connection.
import { type HeaderList, isHeader } from '../lib/header-list.ts';

/**
 * Headers that belong to one connection (RFC 9110 section 7.6.1), besides those `Connection` names.
 */
const hopByHop = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization'],
  ...['proxy-connection', 'transfer-encoding', 'upgrade'],
]);

/** The headers that travel on, in their order and case. */
export function endToEndHeaders(headers: HeaderList): HeaderList {
  const named = namedByConnection(headers);
  return headers.filter(([name]) => {
    const lower = name.toLowerCase();
    return !hopByHop.has(lower) && !named.includes(lower);
  });
}

/**
 * A request's headers as they are sent upstream: `Host` names the upstream, in its old place.
 * `Expect` was answered here, since the body is buffered.
 */
export function upstreamHeaders(headers: HeaderList, host: string): HeaderList {
  return endToEndHeaders(headers)
    .filter(([name]) => !isHeader(name, 'expect'))
    .map((header) => (isHeader(header[0], 'host') ? [header[0], host] : header));
}

function namedByConnection(headers: HeaderList): readonly string[] {
  let named: readonly string[] = [];
  for (const [name, value] of headers) {
    if (!isHeader(name, 'connection')) continue;
    named = [...named, ...value.split(',').map((part) => part.trim().toLowerCase())];
  }
  return named;
}
