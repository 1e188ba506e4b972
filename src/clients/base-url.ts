// Base URLs that a client's configuration names.
import { HarnessError } from '../lib/harness-error.ts';

/** A base URL from a client's configuration, checked. @param where names the setting */
export function checkedBaseUrl(text: string, where: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new HarnessError(
      'configuration',
      `${where} is \`${text}\`, which is not an http(s) URL`,
      'Fix it, or name the upstream with --upstream-anthropic or --upstream-openai',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new HarnessError(
      'configuration',
      `${where} holds a user name or password, which would not be sent`,
      'Take it out, or name the upstream with --upstream-anthropic or --upstream-openai',
    );
  }
  return url;
}

/** A URL as text without a trailing slash. */
export function baseText(url: URL): string {
  return url.href.replace(/\/$/, '');
}
