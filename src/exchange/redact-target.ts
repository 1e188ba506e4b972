// A request path without the secrets that its query may hold.
import { fingerprint } from './fingerprint.ts';

/** Query parameters that are known to hold no secret. */
const allowedParameters = new Set([
  ...['beta', 'client_version', 'api-version', 'limit', 'after_id', 'before_id', 'after', 'before'],
  ...['order', 'stream'],
]);

/**
 * A request target as it may be stored: path verbatim, values of unknown query parameters replaced
 * by fingerprints (some services take their key in the query).
 */
export function redactTarget(target: string, key: Uint8Array): string {
  const start = target.indexOf('?');
  if (start < 0) return target;
  const parameters = target.slice(start + 1).split('&');
  const safe = parameters.map((parameter) => {
    const equals = parameter.indexOf('=');
    const name = equals < 0 ? parameter : parameter.slice(0, equals);
    if (allowedParameters.has(name)) return parameter;
    if (equals < 0) return parameter === '' ? '' : fingerprint(parameter, key);
    return `${name}=${fingerprint(parameter.slice(equals + 1), key)}`;
  });
  return `${target.slice(0, start)}?${safe.join('&')}`;
}
