// A value of an attribute in OTLP's JSON. 64-bit integers are text there.
import { isJsonObject, type JsonValue } from './json.ts';

/** Of the plain kinds; null: a list, a map, bytes, or not a value. */
export function otlpValue(value: JsonValue | undefined): string | number | boolean | null {
  if (!isJsonObject(value)) return null;
  const { stringValue, intValue, doubleValue, boolValue } = value;
  const given = stringValue ?? intValue ?? doubleValue ?? boolValue;
  return typeof given === 'object' || given === undefined ? null : given;
}
