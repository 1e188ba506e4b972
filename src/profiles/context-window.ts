// Input tokens that fit, by backend, model and time: the Codex backend takes less than the public
// API from some models, and other sizes since August 2026.
import type { CacheParameters } from './parameters/cache-parameters.ts';
import type { ProfileRule } from './profile-file.ts';
import { findVendorRule } from './vendor-facts.ts';

/** The rule, with its source; its value is a number of tokens. */
export function contextWindowRule(
  model: string,
  { profile_backend, profile_date }: Pick<CacheParameters, 'profile_backend' | 'profile_date'>,
): ProfileRule & { readonly value: number } {
  const at = profile_date || null;
  const rule = findVendorRule('context_window', { model, backend: profile_backend, at });
  // The last row of the general file fits every model.
  if (rule === null || typeof rule.value !== 'number') throw new Error('no context window');
  return { ...rule, value: rule.value };
}
