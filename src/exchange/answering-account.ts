// Whose account answered, as far as the vendors say: caches are per account, so a session that
// changes it starts cold. Behind a pool of accounts the answer is the only place that shows it.
import { findHeader, type HeaderList } from '../lib/header-list.ts';

/** Both vendors document the one of theirs. */
export const accountHeaders = ['openai-organization', 'anthropic-organization-id'] as const;

/** @param headers of the response; redacted ones still tell accounts apart */
export function answeringAccount(headers: HeaderList): string | null {
  for (const name of accountHeaders) {
    const value = findHeader(headers, name);
    if (value !== undefined) return value;
  }
  return null;
}
