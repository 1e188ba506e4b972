// Header values are secret unless they are known not to be: an allow-list, because the next header
// that carries a token is not known yet. Order, case, names and duplicates stay.
import { clientHeaders } from '../clients/registry.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { fingerprint } from './fingerprint.ts';
import { holdsSecret } from './holds-secret.ts';

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

/** Headers as they may be stored. @param key the database's fingerprint key */
export function redactHeaders(headers: HeaderList, key: Uint8Array): HeaderList {
  return createHeaderRedactor(key)(headers);
}

/** Fingerprints that are remembered: a session's headers hardly change from request to request. */
const rememberedMax = 1_000;

/** `redactHeaders` for many requests. */
export function createHeaderRedactor(key: Uint8Array): (headers: HeaderList) => HeaderList {
  const remembered = new Map<string, string>();
  const redact = (value: string): string => {
    const print = remembered.get(value) ?? fingerprint(value, key);
    if (remembered.size >= rememberedMax) remembered.clear();
    remembered.set(value, print);
    return print;
  };
  const kept = (text: string): string => (holdsSecret(text) ? redact(text) : text);
  return (headers) =>
    headers.map(([name, value]) => [
      kept(name),
      isPublicHeader(name) ? kept(value) : redact(value),
    ]);
}

/** The reason phrase of a status line as it may be stored. */
export function redactPhrase(phrase: string, key: Uint8Array): string {
  return holdsSecret(phrase) ? fingerprint(phrase, key) : phrase;
}
