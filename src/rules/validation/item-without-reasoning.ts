// Refused: an item with an id whose reasoning item is missing.
import { parseItemId } from '../item-id.ts';
import { refuse, type ValidationRule } from './rule.ts';

/** Documented for items with ids only. Which reasoning an item needs is known for ids of ours. */
export const itemWithoutReasoning: ValidationRule = {
  name: 'item-without-reasoning',
  trigger: 'a message or call with an id whose reasoning item is not before it',
  source:
    'continue issue 11466; hermes issue 97442; code_puppy PR 853; rig issue 751; laravel/ai PR 1052',
  isOnByDefault: true,
  check({ request }) {
    const seen = new Set<string>();
    for (const item of request.input) {
      if (typeof item.id !== 'string') continue;
      seen.add(item.id);
      const required = parseItemId(item.id)?.reasoningId ?? null;
      if (required !== null && !seen.has(required)) {
        return refuse(
          `Item '${item.id}' of type '${item.type}' was provided without its required 'reasoning' item: '${required}'.`,
          'input',
          null,
        );
      }
    }
    return null;
  },
};
