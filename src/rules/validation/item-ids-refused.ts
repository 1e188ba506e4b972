// Refused: item ids, where nothing is stored.
import { errorBody } from '../../wire/responses/refusal.ts';
import type { Refusal, ValidationRule } from './rule.ts';

/** Off: peers disagree whether ids may stay with `store: false`. A probe can switch it on. */
export const itemIdsRefused: ValidationRule = {
  name: 'item-ids-refused',
  trigger: 'a reasoning item with an id, although it brings its encrypted content',
  source:
    'contradicted: sub2api PR 3588 and hermes strip ids; raine, caozhiyuan and Codex keep them',
  isOnByDefault: false,
  check({ request }): Refusal | null {
    const found = request.input.find(
      ({ type, id }) => type === 'reasoning' && typeof id === 'string',
    );
    if (found === undefined) return null;
    const message = `Item with id '${found.id}' not found. Items are not persisted when \`store\` is set to false. Try again with \`store\` set to true, or remove this item from your input.`;
    return { status: 404, body: errorBody(message, 'input', null) };
  },
};
