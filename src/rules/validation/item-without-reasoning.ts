// Refused: an item with an id whose reasoning item is missing.
import type { ResponsesItem } from '../../wire/responses/item.ts';
import { formatItemId, parseItemId } from '../item-id.ts';
import { refuse, type ValidationRule } from './rule.ts';

/** The reasoning item that must come before this one; null: none, or the id is not ours. */
function requiredReasoning(item: ResponsesItem): string | null {
  const own = typeof item.id === 'string' ? parseItemId(item.id) : null;
  if (own === null || own.reasoningIndex === null) return null;
  return formatItemId('rs', { stem: own.stem, index: own.reasoningIndex, reasoningIndex: null });
}

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
      if (typeof item.id === 'string') seen.add(item.id);
      const required = requiredReasoning(item);
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
