// What a stable cache key and a session header are worth: published counts of another project.
import { differIn, type KnownFinding } from './known-finding.ts';
import { replayedReasoning } from './replayed-reasoning.ts';

export const cacheKeyAndHeader: KnownFinding = {
  id: 'cache-key-and-header',
  // Said beside the price of replay too, beside which it is large.
  appliesTo: (definition) =>
    differIn(definition, 'session_header') ||
    differIn(definition, 'prompt_cache_key') ||
    replayedReasoning.appliesTo(definition),
  describe: () => [
    'What to ship first, since it matters far more: one `prompt_cache_key` and one `session-id` header per session, on every call. Follow-up calls that hit the cache: 16 of 42 without the header, 39 of 42 with both (measured by peers, fleet-harness PR 839).',
  ],
};
