// Which efforts a model takes: rows of data/vendor-*.json by family, because no version number
// tells. The Codex backend takes `minimal` from no model (teamclaude issue 154), the public API
// from gpt-5.
import type { ProfileBackend } from './shipped-profiles.ts';
import { findVendorRule } from './vendor-facts.ts';

/** Every effort that is known, from least to most. */
export const effortScale: readonly string[] = [
  ...['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
];

const known = new Map<string, readonly string[] | null>();

/**
 * What a model takes, from least to most; null: a model that no row knows.
 * @param model as sent upstream
 * @param backend null: what every backend takes
 */
export function effortsOf(
  model: string,
  backend: ProfileBackend | null = null,
): readonly string[] | null {
  const key = `${backend} ${model}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  // Names come from requests: no more are remembered than a session could mean.
  if (known.size >= 1000) known.clear();
  const rule = findVendorRule('efforts', { model, backend, at: null });
  // Of the shipped files, whose values a test checks.
  const efforts = (rule?.value as readonly string[] | undefined) ?? null;
  known.set(key, efforts);
  return efforts;
}

/**
 * The nearest effort that is taken; of two that are equally near, the greater.
 * @param efforts at least one
 */
export function nearestEffort(effort: string, efforts: readonly string[]): string {
  const wanted = effortScale.indexOf(effort);
  const distance = (one: string): number => Math.abs(effortScale.indexOf(one) - wanted);
  return efforts.reduce((best, one) => (distance(one) <= distance(best) ? one : best));
}
