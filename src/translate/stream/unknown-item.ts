// Output items that Anthropic's format has no place for.
import type { ItemSettings, ItemTranslation } from './item-translation.ts';

/** An output item that has no counterpart: nothing comes out, and it is counted. */
export function createUnknownItem(type: string, settings: ItemSettings): ItemTranslation {
  return {
    event: () => [],
    done() {
      settings.lose(`item-${type}`, `An output item of type ${type} was left out.`);
      return [];
    },
    produced: () => [],
  };
}
