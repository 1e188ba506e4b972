// `key=value` as users write them -> a typed overlay of options.
import { HarnessError } from '../lib/harness-error.ts';
import { nearestWord } from '../lib/nearest-word.ts';
import { type ArmOptions, armOptionSchema } from './arm-options.ts';
import type { OptionSchema, OptionValues } from './option-schema.ts';
import { type TranslatorOptions, translatorOptionSchema } from './translator-options.ts';

/**
 * Several options of a table, the last one of a name wins.
 * @param pairs each `key<separator>value`
 * @throws HarnessError `usage` for an unknown option or an illegal value, with a suggestion
 */
function parseOptions<Schema extends OptionSchema>(
  schema: Schema,
  pairs: readonly string[],
  separator: '=' | ':',
): Partial<OptionValues<Schema>> {
  const overlay: Partial<OptionValues<Schema>> = {};
  for (const pair of pairs) {
    const at = pair.indexOf(separator);
    if (at < 1) {
      throw new HarnessError(
        'usage',
        `option \`${pair}\` has no value`,
        `Write key${separator}value, for example reasoning_continuity${separator}true`,
      );
    }
    const key = pair.slice(0, at);
    Object.assign(overlay, { [key]: parseValue(schema, key, pair.slice(at + 1)) });
  }
  return overlay;
}

function parseValue(schema: OptionSchema, key: string, value: string): string | boolean {
  const values = Object.hasOwn(schema, key) ? schema[key] : undefined;
  if (values === undefined) {
    const names = Object.keys(schema);
    const nearest = nearestWord(key, names);
    throw new HarnessError(
      'usage',
      `unknown translator option \`${key}\``,
      nearest ? `Did you mean \`${nearest}\`?` : `Options are ${names.join(', ')}`,
    );
  }
  const legal = values.find((candidate) => String(candidate) === value);
  if (legal !== undefined) return legal;
  throw new HarnessError(
    'usage',
    `\`${value}\` is not a value of option \`${key}\``,
    `Give ${values.length === 2 ? values.join(' or ') : `one of ${values.join(', ')}`}`,
  );
}

/** Options of the translator alone. @throws HarnessError `usage` */
export function parseTranslatorOptions(pairs: readonly string[]): Partial<TranslatorOptions> {
  return parseOptions(translatorOptionSchema, pairs, '=');
}

/** Options of an arm: of the translator and of its store. @throws HarnessError `usage` */
export function parseArmOptions(
  pairs: readonly string[],
  separator: '=' | ':' = '=',
): Partial<ArmOptions> {
  return parseOptions(armOptionSchema, pairs, separator);
}
