// Endpoints that a vendor has withdrawn, by backend and day.
import type { CacheParameters } from './parameters/cache-parameters.ts';
import { findVendorRule } from './vendor-facts.ts';

export interface RetiredEndpoint {
  readonly method: string;
  /** The end of the path. */
  readonly path: string;
  /** Day, YYYY-MM-DD. */
  readonly since: string;
}

/** Those that are gone at the profile's date; without a date, all that are known. */
export function retiredEndpoints({
  profile_backend,
  profile_date,
}: Pick<CacheParameters, 'profile_backend' | 'profile_date'>): readonly RetiredEndpoint[] {
  const question = { model: '', backend: profile_backend, at: null };
  const value = findVendorRule('retired_endpoints', question)?.value ?? [];
  // Of the shipped files, whose values a test checks.
  return (value as RetiredEndpoint[]).filter(
    ({ since }) => profile_date === '' || since <= profile_date,
  );
}
