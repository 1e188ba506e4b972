// Which requests are refused.
import { nearestWord } from '../../lib/nearest-word.ts';
import { validationRules } from '../../rules/validation/registry.ts';
import { type ParameterTable, text } from './parameter.ts';

export interface RefusalParameters {
  readonly rules_off: string;
  readonly rules_on: string;
  readonly refused_models: string;
}

/** Names are separated by `+`. */
export function splitNames(text: string): string[] {
  return text.split('+').filter(Boolean);
}

function checkRules(text: string, more: readonly string[]): string | null {
  const known = [...validationRules.map(({ name }) => name), ...more];
  const unknown = splitNames(text).find((name) => !known.includes(name));
  if (unknown === undefined) return null;
  const nearest = nearestWord(unknown, known);
  const instead = nearest === undefined ? '' : `, perhaps \`${nearest}\``;
  return `names of rules that \`sim --list-rules\` prints${instead}: \`${unknown}\` is not one`;
}

export const refusalParameters: ParameterTable<RefusalParameters> = {
  rules_off: {
    accepts: text((names) => checkRules(names, ['all'])),
    default: '',
    meaning: 'validation rules to switch off, separated by `+`; `all` for every one',
    source: 'a convenience of the simulator',
    confidence: 'assumed',
  },
  rules_on: {
    accepts: text((names) => checkRules(names, [])),
    default: '',
    meaning: 'validation rules that are off by default to switch on, separated by `+`',
    source: 'a convenience of the simulator',
    confidence: 'assumed',
  },
  refused_models: {
    accepts: text(),
    default: '',
    meaning: 'models that the account may not use, separated by `+`',
    source: 'codex-proxy issue 54',
    confidence: 'measured by peers',
  },
};
