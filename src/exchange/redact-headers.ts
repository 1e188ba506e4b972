// Header values are secret unless they are known not to be: an allow-list, because the next header
// that carries a token is not known yet. Order, case, names and duplicates stay.
import { clientHeaders } from '../clients/registry.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { fingerprint } from './fingerprint.ts';
import { holdsSecret, mayHoldSecret } from './holds-secret.ts';

/** Safe by name: protocol mechanics, versions, ids of requests. */
const httpHeaders = `
  accept accept-encoding accept-language age allow cache-control connection content-encoding
  content-length content-type date expect host keep-alive pragma retry-after retry-after-ms server
  strict-transport-security te trailer transfer-encoding upgrade user-agent vary via x-should-retry`;
const anthropicHeaders = `
  anthropic-beta anthropic-client-capabilities anthropic-dangerous-direct-browser-access anthropic-version request-id`;
const openaiHeaders = `
  openai-beta openai-model openai-processing-ms openai-version x-request-id`;
const allowedNames = new Set([
  ...`${httpHeaders} ${anthropicHeaders} ${openaiHeaders}`.trim().split(/\s+/),
  ...clientHeaders,
]);
/** Families whose members are all counters, times or versions. */
const allowedPrefixes = [
  ...['x-stainless-', 'anthropic-ratelimit-', 'x-ratelimit-'],
  // How much of a plan's windows is used, and when they end.
  ...['x-codex-primary-', 'x-codex-secondary-'],
];

/** True when the header's value may be stored as it is. */
export function isPublicHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return allowedNames.has(lower) || allowedPrefixes.some((prefix) => lower.startsWith(prefix));
}

/** Texts of a message that are searched. Real ones have some dozen headers. */
const searchedMax = 512;

/** Headers as they may be stored. @param key the database's fingerprint key */
export function redactHeaders(headers: HeaderList, key: Uint8Array): HeaderList {
  let searched = 0;
  const kept = (text: string): string => {
    if (!mayHoldSecret(text)) return text;
    return searched++ >= searchedMax || holdsSecret(text) ? fingerprint(text, key) : text;
  };
  return headers.map(([name, value]) => [
    kept(name),
    isPublicHeader(name) ? kept(value) : fingerprint(value, key),
  ]);
}

/** A short text that is public by its place, a reason phrase or a name, as it may be stored. */
export function redactPhrase(phrase: string, key: Uint8Array): string {
  return holdsSecret(phrase) ? fingerprint(phrase, key) : phrase;
}
