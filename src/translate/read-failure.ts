// An upstream's error, as a response or inside one -> what it says went wrong, as far as it can be
// read.
import type { UpstreamFailure } from '../domain/translation.ts';
import { findHeader, type HeaderList } from '../lib/header-list.ts';
import { parseJson } from '../lib/json.ts';
import { type ErrorPayload, readErrorPayload } from '../wire/responses/error-payload.ts';
import { findExcess } from '../wire/responses/parse-event.ts';
import { secondsOfHeader, secondsUntilDate } from './retry-after.ts';

/** Longest text of an upstream error that is passed on, in characters. */
const messageCharsMax = 4000;

/**
 * Reads error bodies of all known shapes; what is not JSON is the message itself, a page its text.
 * @param status of the response; null: it claimed to be an answer
 * @param bodyText may be incomplete or empty
 */
export function readFailure(
  status: number | null,
  headers: HeaderList,
  bodyText: string,
): UpstreamFailure {
  // Too deep to be followed down: a text like any other.
  const body = findExcess(bodyText) === null ? parseJson(bodyText) : undefined;
  const payload = readErrorPayload(body);
  const text = payload.message ?? (body === undefined ? textOfPage(bodyText) : bodyText.trim());
  const otherwise =
    status === null
      ? 'The upstream sent no answer.'
      : `The upstream answered with status ${status}.`;
  const failure = failureOfPayload({ ...payload, message: text }, otherwise);
  return {
    ...failure,
    status: status ?? failure.status ?? statusOfPage(text),
    retryAfterS:
      secondsOfHeader(findHeader(headers, 'retry-after'), 1) ??
      secondsOfHeader(findHeader(headers, 'retry-after-ms'), 1000) ??
      secondsUntilDate(findHeader(headers, 'retry-after'), findHeader(headers, 'date')) ??
      failure.retryAfterS,
  };
}

/** @param otherwise the message where the upstream has none */
export function failureOfPayload(payload: ErrorPayload, otherwise: string): UpstreamFailure {
  const { code, errorType, message, param, status, resetsInS, resetsAtS } = payload;
  return {
    status,
    code: code ?? errorType,
    ...(code === null || errorType === null ? {} : { errorType }),
    ...(param === null ? {} : { param }),
    ...(resetsAtS === null || resetsInS !== null ? {} : { resetsAtS }),
    message: (message ?? '').slice(0, messageCharsMax) || otherwise,
    retryAfterS: resetsInS === null ? null : Math.max(0, Math.ceil(resetsInS)),
  };
}

/**
 * A time at which a limit ends, as the seconds until then.
 * @param headers of the response: its `date` is the upstream's own clock
 * @param nowMs the receiver's clock, for upstreams that name no date
 */
export function withResetTime(
  failure: UpstreamFailure,
  headers: HeaderList,
  nowMs: number | null,
): UpstreamFailure {
  const { resetsAtS = null, retryAfterS } = failure;
  const dated = Date.parse(findHeader(headers, 'date') ?? '');
  const now = Number.isNaN(dated) ? nowMs : dated;
  if (resetsAtS === null || retryAfterS !== null || now === null) return failure;
  return { ...failure, retryAfterS: Math.max(0, Math.ceil(resetsAtS - now / 1000)) };
}

/**
 * Pages of proxies begin with the status that they mean: `429 Too Many Requests`, or Cloudflare's
 * `host | 522: Connection timed out`.
 */
function statusOfPage(text: string): number | null {
  const found = /^(?:[\w.-]+ \| )?([45]\d\d)\b/.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

/** What a page says: its title, else its text. */
function textOfPage(text: string): string {
  if (!/^\s*<(!doctype|html|head|body)/i.test(text)) return text.trim();
  const title = /<title[^>]*>(.*?)<\/title>/is.exec(text)?.[1]?.trim();
  const words = text
    .replaceAll(/<(script|style|head)\b.*?<\/\1>/gis, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return title || words || text.trim();
}
