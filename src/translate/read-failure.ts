// An upstream's error response -> what it says went wrong, as far as it can be read.
import type { UpstreamFailure } from '../domain/translation.ts';
import { findHeader, type HeaderList } from '../lib/header-list.ts';
import { isJsonObject, parseJson } from '../lib/json.ts';
import { secondsOfHeader } from './retry-after.ts';

/** Longest text of an upstream error that is passed on, in characters. */
const messageCharsMax = 4000;

/**
 * Reads both shapes of error bodies (`error` and `detail`); what is not JSON is the message itself.
 * @param bodyText may be cut or empty
 */
export function readFailure(
  status: number,
  headers: HeaderList,
  bodyText: string,
): UpstreamFailure {
  const body = parseJson(bodyText);
  const outer = isJsonObject(body) ? body : {};
  const error = isJsonObject(outer['error']) ? outer['error'] : outer;
  const detail = outer['detail'];
  const text = [error['message'], outer['error'], detail].find(
    (value) => typeof value === 'string',
  );
  const message = text ?? (detail !== undefined ? JSON.stringify(detail) : bodyText.trim()) ?? '';
  const code = [error['code'], error['type']].find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
  const resets = error['resets_in_seconds'];
  return {
    status,
    code: code ?? null,
    message:
      String(message).slice(0, messageCharsMax) || `The upstream answered with status ${status}.`,
    retryAfterS:
      secondsOfHeader(findHeader(headers, 'retry-after'), 1) ??
      secondsOfHeader(findHeader(headers, 'retry-after-ms'), 1000) ??
      (typeof resets === 'number' ? Math.max(0, Math.ceil(resets)) : null),
  };
}
