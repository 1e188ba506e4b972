// An object whose JSON was encoded again: models and clients write the text of a text.
import { isJsonObject, type JsonValue, parseJson } from './json.ts';

/** A text in a text in a text: a deeper one is meant. */
const encodingsMax = 4;

/** The object that a text is the JSON of, encoded once or more; `value` itself for any other. */
export function objectInText(value: JsonValue): JsonValue {
  let inner = value;
  for (let count = 0; typeof inner === 'string' && count < encodingsMax; count++) {
    inner = parseJson(inner) ?? null;
  }
  return isJsonObject(inner) ? inner : value;
}
