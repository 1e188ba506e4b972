// Refused: a cache key that is too long.
import { findHeader } from '../../lib/header-list.ts';
import { refuse, type ValidationRule } from './rule.ts';

/** Longest key and session header, in characters. */
export const keyCharsMax = 64;

export const keyTooLong: ValidationRule = {
  name: 'key-too-long',
  trigger: `\`prompt_cache_key\` or the \`session-id\` header longer than ${keyCharsMax} characters`,
  source: 'pi PR 6659',
  isOnByDefault: true,
  check({ request, headers }) {
    for (const [name, value] of [
      ['prompt_cache_key', request.prompt_cache_key],
      ['session-id', findHeader(headers, 'session-id')],
    ] as const) {
      if (value === undefined || value.length <= keyCharsMax) continue;
      return refuse(
        `[StringParam] [${name}] [string_above_max_length] Invalid '${name}': string too long. ` +
          `Expected a string with maximum length ${keyCharsMax}, but got a string with length ${value.length} instead.`,
        name,
        'string_above_max_length',
      );
    }
    return null;
  },
};
