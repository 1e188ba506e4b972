import type { HeaderList } from '../lib/header-list.ts';

/** Headers that belong to one connection (RFC 9110 section 7.6.1), besides those `Connection` names. */
const hopByHop = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization'],
  ...['proxy-connection', 'transfer-encoding', 'upgrade'],
]);

/** The headers that travel on, in their order and case. */
export function endToEndHeaders(headers: HeaderList): HeaderList {
  const named = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(',').map((part) => part.trim().toLowerCase()));
  const dropped = new Set([...hopByHop, ...named]);
  return headers.filter(([name]) => !dropped.has(name.toLowerCase()));
}

/**
 * A request's headers as they are sent upstream: `Host` names the upstream, in its old place.
 * `Expect` was answered here, since the body is buffered.
 */
export function upstreamHeaders(headers: HeaderList, host: string): HeaderList {
  return endToEndHeaders(headers)
    .filter(([name]) => name.toLowerCase() !== 'expect')
    .map(([name, value]) => [name, name.toLowerCase() === 'host' ? host : value]);
}
