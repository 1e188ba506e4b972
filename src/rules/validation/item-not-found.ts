// Refused: an id without the item's content.
import { errorBody } from '../../wire/responses/refusal.ts';
import type { ValidationRule } from './rule.ts';

/** With `store: false` an id refers to nothing, so its content must come along. */
export const itemNotFound: ValidationRule = {
  name: 'item-not-found',
  trigger: 'an `item_reference`, or a reasoning item with an id and no `encrypted_content`',
  source: 'oh-my-pi issue 41; opencode issue 7724; coder PR 23368',
  isOnByDefault: true,
  check({ request }) {
    const missing = request.input.find(
      (item) =>
        typeof item.id === 'string' &&
        (item.type === 'item_reference' ||
          (item.type === 'reasoning' &&
            !(item as { encrypted_content?: unknown }).encrypted_content)),
    );
    if (missing === undefined) return null;
    const message =
      `Item with id '${missing.id}' not found. Items are not persisted when \`store\` is set to false. ` +
      'Try again with `store` set to true, or remove this item from your input.';
    return { status: 404, body: errorBody(message, 'input', null) };
  },
};
