// The public OpenAI API, with an API key.
import type { Backend } from '../../domain/backend.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { upstreamTable } from '../../wire/upstreams.ts';
import type { BackendEntry } from '../backend-entry.ts';
import { readApiKeyHeaders } from './api-key.ts';
import { createLiveBackend } from './create-live-backend.ts';
import type { LiveOptions } from './live-options.ts';
import { assertSafeForCredentials, responsesEndpoint } from './responses-url.ts';

const name = 'openai';
const openaiBase = `${upstreamTable.openai.origin}/v1`;

/** @throws HarnessError `configuration` without the flag or the key */
export function createOpenaiBackend(options: LiveOptions): Backend {
  if (!options.useApiKey) {
    throw new HarnessError(
      'configuration',
      'the openai backend costs money and needs your API key',
      'Pass --use-api-key to send OPENAI_API_KEY, or leave out --backend',
    );
  }
  const url = responsesEndpoint(options.baseUrl ?? openaiBase);
  const credentials = readApiKeyHeaders(options);
  assertSafeForCredentials(url, credentials);
  return createLiveBackend({ name, url, credentials, userAgent: options.userAgent });
}

export const openaiEntry: BackendEntry = {
  form: name,
  kind: 'live',
  match: (text) => (text === name ? '' : null),
  address: () => ({
    url: responsesEndpoint(openaiBase).href,
    credentials: 'OPENAI_API_KEY (--use-api-key)',
  }),
  open: async (_named, { live }) => createOpenaiBackend(live),
};
