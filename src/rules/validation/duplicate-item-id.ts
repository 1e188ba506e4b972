// Refused: two items with one id.
import { refuse, type ValidationRule } from './rule.ts';

export const duplicateItemId: ValidationRule = {
  name: 'duplicate-item-id',
  trigger: 'the same item id twice in `input`',
  source: 'OpenRouter ai-sdk issue 254; vscode issue 321977',
  isOnByDefault: true,
  check({ request }) {
    const seen = new Set<string>();
    for (const { id } of request.input) {
      if (typeof id !== 'string') continue;
      if (seen.has(id)) {
        const advice = 'Remove duplicate items from your input and try again.';
        return refuse(`Duplicate item found with id ${id}. ${advice}`, 'input', null);
      }
      seen.add(id);
    }
    return null;
  },
};
