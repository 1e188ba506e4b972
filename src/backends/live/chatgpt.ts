// The Codex backend behind a ChatGPT login, with the login that Codex CLI keeps. It is read and
// sent, never refreshed, written or stored.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend } from '../../domain/backend.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { isJsonObject, type JsonValue, parseJson } from '../../lib/json.ts';
import { upstreamTable } from '../../wire/upstreams.ts';
import type { BackendEntry } from '../backend-entry.ts';
import { createLiveBackend } from './create-live-backend.ts';
import type { LiveOptions } from './live-options.ts';
import { assertSafeForCredentials, responsesEndpoint } from './responses-url.ts';

const name = 'chatgpt';
const chatgptBase = `${upstreamTable.chatgpt.origin}/backend-api/codex`;
const loginHint = 'Log in with `codex login`, or leave out --backend';

function readLogin(path: string): JsonValue | undefined {
  try {
    return parseJson(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new HarnessError(
      'configuration',
      `cannot read the Codex login ${path}`,
      loginHint,
      error,
    );
  }
}

/**
 * Headers of the login in `$CODEX_HOME/auth.json` (default `~/.codex/auth.json`).
 * @throws HarnessError `configuration` when there is no ChatGPT login
 */
export function readCodexLoginHeaders({ environment }: LiveOptions): HeaderList {
  const home = environment['CODEX_HOME'] || join(environment['HOME'] ?? '.', '.codex');
  const path = join(home, 'auth.json');
  const login = readLogin(path);
  const tokens = isJsonObject(login) ? login['tokens'] : undefined;
  const { access_token: token, account_id: account } = isJsonObject(tokens) ? tokens : {};
  if (typeof token !== 'string' || typeof account !== 'string') {
    throw new HarnessError('configuration', `no ChatGPT login in ${path}`, loginHint);
  }
  return [
    ['authorization', `Bearer ${token}`],
    ['chatgpt-account-id', account],
  ];
}

/** @throws HarnessError `configuration` without the flag or the login */
export function createChatgptBackend(options: LiveOptions): Backend {
  if (!options.useCodexLogin) {
    throw new HarnessError(
      'configuration',
      'the chatgpt backend uses your own ChatGPT login and its limits',
      'Pass --use-codex-login to send the login that Codex CLI keeps, or leave out --backend',
    );
  }
  const url = responsesEndpoint(options.baseUrl ?? chatgptBase);
  const credentials = readCodexLoginHeaders(options);
  assertSafeForCredentials(url, credentials);
  return createLiveBackend({ name, url, credentials, userAgent: options.userAgent });
}

export const chatgptEntry: BackendEntry = {
  form: name,
  kind: 'live',
  match: (text) => (text === name ? '' : null),
  address: () => ({
    url: responsesEndpoint(chatgptBase).href,
    credentials: 'the login of Codex CLI (--use-codex-login)',
  }),
  open: async (_named, { live }) => createChatgptBackend(live),
};
