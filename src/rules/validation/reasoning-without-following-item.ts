// Refused: a reasoning item with an id and nothing after it that it produced.
import { isModelOutput } from '../is-model-output.ts';
import { parseItemId } from '../item-id.ts';
import { refuse, type ValidationRule } from './rule.ts';

/** Documented for items with ids only; without ids a misplaced item is a lint finding. */
export const reasoningWithoutFollowingItem: ValidationRule = {
  name: 'reasoning-without-following-item',
  trigger: 'a reasoning item with an id that is not followed by an item of its response',
  source: 'continue issues 8933 and 10428; vercel/ai issue 7099',
  isOnByDefault: true,
  check({ request }) {
    for (const [index, item] of request.input.entries()) {
      if (item.type !== 'reasoning' || typeof item.id !== 'string') continue;
      const next = request.input[index + 1];
      const own = parseItemId(item.id);
      const following = typeof next?.id === 'string' ? parseItemId(next.id) : null;
      const isFollowed =
        next !== undefined &&
        isModelOutput(next) &&
        (own === null || following === null || following.stem === own.stem);
      if (!isFollowed) {
        return refuse(
          `Item '${item.id}' of type 'reasoning' was provided without its required following item.`,
          'input',
          null,
        );
      }
    }
    return null;
  },
};
