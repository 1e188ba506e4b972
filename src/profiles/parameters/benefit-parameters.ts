// What a model gains from having its reasoning back. Zero builds nothing in: these are questions to
// ask.
import { noSource, number, type ParameterTable } from './parameter.ts';

export interface BenefitParameters {
  readonly continuity_benefit: number;
  readonly redone_steps: number;
}

export const benefitParameters: ParameterTable<BenefitParameters> = {
  continuity_benefit: {
    accepts: number(0, 1),
    default: 0,
    meaning:
      'share of hidden reasoning that a model saves when the reasoning of its last call is in the prompt',
    source: `${noSource}; zero builds nothing in. Sweep it to ask how large it must be to pay`,
    confidence: 'assumed',
  },
  redone_steps: {
    accepts: number(0, 1),
    default: 0,
    meaning:
      'share of the steps marked `may_be_redone` that a model does again when what it reasoned there is not in the prompt',
    source: `${noSource}; zero builds nothing in. Sweep it to ask how large it must be to pay`,
    confidence: 'assumed',
  },
};
