// `key=value` as users write it -> a typed overlay of the translator options.
import { HarnessError } from '../lib/harness-error.ts';
import { nearestWord } from '../lib/nearest-word.ts';
import {
  type TranslatorOptionName,
  type TranslatorOptions,
  translatorOptionSchema,
} from './translator-options.ts';

const names = Object.keys(translatorOptionSchema) as TranslatorOptionName[];

/**
 * One option, typed by the schema.
 * @throws HarnessError `usage` for an unknown option or an illegal value, with a suggestion
 */
export function parseTranslatorOption(key: string, value: string): Partial<TranslatorOptions> {
  const name = names.find((known) => known === key);
  if (name === undefined) {
    const nearest = nearestWord(key, names);
    throw new HarnessError(
      'usage',
      `unknown translator option \`${key}\``,
      nearest ? `Did you mean \`${nearest}\`?` : `Options are ${names.join(', ')}`,
    );
  }
  const values: readonly (string | boolean)[] = translatorOptionSchema[name];
  const legal = values.find((candidate) => String(candidate) === value);
  if (legal === undefined) {
    throw new HarnessError(
      'usage',
      `\`${value}\` is not a value of option \`${key}\``,
      `Give ${values.length === 2 ? values.join(' or ') : `one of ${values.join(', ')}`}`,
    );
  }
  return { [name]: legal };
}

/**
 * Several options, the last one of a name wins.
 * @param pairs each `key<separator>value`
 */
export function parseTranslatorOptions(
  pairs: readonly string[],
  separator: '=' | ':' = '=',
): Partial<TranslatorOptions> {
  const overlay: Partial<TranslatorOptions> = {};
  for (const pair of pairs) {
    const at = pair.indexOf(separator);
    if (at < 1) {
      throw new HarnessError(
        'usage',
        `option \`${pair}\` has no value`,
        `Write key${separator}value, for example reasoning_carrier${separator}signature`,
      );
    }
    Object.assign(overlay, parseTranslatorOption(pair.slice(0, at), pair.slice(at + 1)));
  }
  return overlay;
}
