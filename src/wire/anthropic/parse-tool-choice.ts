// Which tool must or may be called, also in the words of OpenAI's protocols.
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';

/** OpenAI's word, and a text where an object should be. */
const words: Readonly<Record<string, string>> = {
  auto: 'auto',
  any: 'any',
  required: 'any',
  none: 'none',
};

/**
 * @returns the choice in the words of the Messages API, of an unknown type too; null: it is neither
 * an object nor a word that is known
 */
export function parseToolChoice(choice: JsonValue): JsonObject | null {
  if (typeof choice === 'string') {
    return Object.hasOwn(words, choice) ? { type: words[choice] ?? choice } : null;
  }
  if (!isJsonObject(choice)) return null;
  const { type, function: inner, ...rest } = choice;
  if (type === 'required') return { ...rest, type: 'any' };
  if (type !== 'function') return choice;
  return { ...rest, ...(isJsonObject(inner) ? { name: inner['name'] ?? null } : {}), type: 'tool' };
}
