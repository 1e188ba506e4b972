// Which requests are refused.
import { type ParameterTable, text } from './simulator-parameter.ts';

export interface RefusalParameters {
  readonly rules_off: string;
  readonly rules_on: string;
  readonly refused_models: string;
}

export const refusalParameters: ParameterTable<RefusalParameters> = {
  rules_off: {
    accepts: text,
    default: '',
    meaning: 'validation rules to switch off, separated by `+`; `all` for every one',
    source: 'a convenience of the simulator',
    confidence: 'assumed',
  },
  rules_on: {
    accepts: text,
    default: '',
    meaning: 'validation rules that are off by default to switch on, separated by `+`',
    source: 'a convenience of the simulator',
    confidence: 'assumed',
  },
  refused_models: {
    accepts: text,
    default: '',
    meaning: 'models that the account may not use, separated by `+`',
    source: 'codex-proxy issue 54',
    confidence: 'measured by peers',
  },
};
