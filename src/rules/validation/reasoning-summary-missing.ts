// Refused: a reasoning item without a `summary` array.
import { refuse, type ValidationRule } from './rule.ts';

/** The array may be empty, but it must be there. */
export const reasoningSummaryMissing: ValidationRule = {
  name: 'reasoning-summary-missing',
  trigger: 'a reasoning item without `summary`',
  source: 'hermes issue 258',
  isOnByDefault: true,
  check({ request }) {
    const index = request.input.findIndex(
      (item) =>
        item.type === 'reasoning' && !Array.isArray((item as { summary?: unknown }).summary),
    );
    if (index < 0) return null;
    const param = `input[${index}].summary`;
    return refuse(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter');
  },
};
