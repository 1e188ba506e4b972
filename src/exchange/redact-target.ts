// A request path without the secrets that it or its query may hold.
import { fingerprint } from './fingerprint.ts';
import { holdsSecret } from './holds-secret.ts';

const flag = /^(true|false|0|1)?$/;
const version = /^\d{1,4}(\.\d{1,4}){0,3}(-\d{2}){0,2}(-(alpha|beta|preview|rc)[\d.]{0,4})?$/;

/** Query parameters that are known to hold no secret, as long as they look as they should. */
const allowedParameters: ReadonlyMap<string, RegExp> = new Map([
  ...['beta', 'stream'].map((name) => [name, flag] as const),
  ...['client_version', 'api-version'].map((name) => [name, version] as const),
  ['limit', /^\d{1,6}$/] as const,
  ['order', /^(asc|desc)$/] as const,
]);

/** A name that says what a parameter is; a longer one, or one with digits, may be a secret. */
const plainName = /^[a-z][a-z_.-]{0,30}$/i;

/**
 * A request target as it may be stored: the path as it is but for what looks like a secret, values
 * of unknown query parameters replaced by fingerprints (some services take their key in the query).
 */
export function redactTarget(target: string, key: Uint8Array): string {
  const start = target.indexOf('?');
  const path = redactPath(start < 0 ? target : target.slice(0, start), key);
  if (start < 0) return path;
  const safe = target
    .slice(start + 1)
    .split('&')
    .map((parameter) => redactParameter(parameter, key));
  return `${path}?${safe.join('&')}`;
}

function redactPath(path: string, key: Uint8Array): string {
  return path
    .split('/')
    .map((step) => (holdsSecret(step) ? fingerprint(step, key) : step))
    .join('/');
}

function redactParameter(parameter: string, key: Uint8Array): string {
  if (parameter === '') return '';
  const equals = parameter.indexOf('=');
  if (equals < 0) return fingerprint(parameter, key);
  const [name, value] = [parameter.slice(0, equals), parameter.slice(equals + 1)];
  if (allowedParameters.get(name)?.test(value) === true) return parameter;
  const shown = plainName.test(name) ? name : fingerprint(name, key);
  return `${shown}=${fingerprint(value, key)}`;
}
