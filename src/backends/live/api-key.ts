// The API key of a live backend, read only where a flag allows it.
import { HarnessError } from '../../lib/harness-error.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import type { LiveOptions } from './live-options.ts';

/**
 * The Authorization header from OPENAI_API_KEY. Call it only when the user asked for it by flag.
 * @throws HarnessError `configuration` when the variable is missing
 */
export function readApiKeyHeaders({ environment }: LiveOptions): HeaderList {
  const key = environment['OPENAI_API_KEY']?.trim();
  if (!key) {
    throw new HarnessError(
      'configuration',
      '--use-api-key was given, but OPENAI_API_KEY is not set',
      'Set OPENAI_API_KEY in the environment',
    );
  }
  return [['authorization', `Bearer ${key}`]];
}
