// What is shown in the place of what is not there yet, or cannot be read.
import type { Loaded } from '../use.ts';

export function Notice({ of }: { readonly of: Exclude<Loaded<unknown>, { state: 'ready' }> }) {
  return of.state === 'loading' ? (
    <p class="notice" role="status">
      Reading…
    </p>
  ) : (
    <p class="notice failed" role="alert">
      {of.message}
    </p>
  );
}
