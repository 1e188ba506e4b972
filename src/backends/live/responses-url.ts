// Anything that speaks the Responses API, by its address.
import type { Backend } from '../../domain/backend.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import type { BackendEntry } from '../backend-entry.ts';
import { readApiKeyHeaders } from './api-key.ts';
import { createLiveBackend } from './create-live-backend.ts';
import type { LiveOptions } from './live-options.ts';

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * The responses endpoint below a base: `/v1` becomes `/v1/responses`.
 * @throws HarnessError `usage` for what is not an http(s) address
 */
export function responsesEndpoint(base: string): URL {
  const url = URL.canParse(base) ? new URL(base) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new HarnessError(
      'usage',
      `\`${base}\` is not an http or https address`,
      'Write it as https://HOST/v1',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new HarnessError(
      'usage',
      'the address of the backend holds a user name or password',
      'Take it out: it would end up in recordings',
    );
  }
  const path = url.pathname.replace(/\/+$/, '');
  if (!path.endsWith('/responses')) url.pathname = `${path}/responses`;
  url.hash = '';
  return url;
}

/**
 * Credentials travel encrypted, or stay on this machine.
 * @throws HarnessError `usage`
 */
export function assertSafeForCredentials(url: URL, credentials: HeaderList): void {
  if (credentials.length === 0 || url.protocol === 'https:' || loopback.test(url.hostname)) return;
  throw new HarnessError(
    'usage',
    `credentials would go to ${url.origin} unencrypted`,
    'Use an https address, or a loopback one',
  );
}

/** @throws HarnessError `usage`, `configuration` */
export function createResponsesUrlBackend(base: string, options: LiveOptions): Backend {
  const url = responsesEndpoint(base);
  const credentials = options.useApiKey ? readApiKeyHeaders(options) : [];
  assertSafeForCredentials(url, credentials);
  return createLiveBackend({ name: base, url, credentials, userAgent: options.userAgent });
}

export const responsesUrlEntry: BackendEntry = {
  form: 'the URL of a Responses API server',
  kind: 'live',
  match: (text) => (/^https?:/i.test(text) ? text : null),
  address: (url) => ({
    url: responsesEndpoint(url).href,
    credentials: 'none, or OPENAI_API_KEY with --use-api-key',
  }),
  open: async (url, { live }) => createResponsesUrlBackend(url, live),
};
