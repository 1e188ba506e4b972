// Keywords of a schema whose values are plain, and the types that JSON Schema gives them: the
// backend refuses a whole request for another type ("... is not of type 'number'"). Generators
// write limits as texts, null for no limit, and `true` where an older dialect had a flag.
import type { JsonValue } from '../../lib/json.ts';

type KeywordType = 'number' | 'count' | 'boolean' | 'text' | 'list';

const keywords: ReadonlyMap<string, KeywordType> = new Map<string, KeywordType>([
  ...ofType('number', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'),
  ...ofType('count', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minContains'),
  ...ofType('count', 'maxContains', 'minProperties', 'maxProperties'),
  ...ofType('boolean', 'uniqueItems', 'readOnly', 'writeOnly', 'deprecated'),
  ...ofType('text', 'title', 'description', 'format', '$comment', '$ref', '$id', '$anchor'),
  ...ofType('text', '$schema', 'contentEncoding', 'contentMediaType'),
  ...ofType('list', 'examples'),
]);

function ofType(type: KeywordType, ...names: readonly string[]): [string, KeywordType][] {
  return names.map((name) => [name, type]);
}

/** True where the keyword may have the value; of other keywords nothing is known. */
export function hasKeywordType(keyword: string, value: JsonValue): boolean {
  switch (keywords.get(keyword)) {
    case 'number':
      return typeof value === 'number' && (keyword !== 'multipleOf' || value > 0);
    case 'count':
      return typeof value === 'number' && Number.isInteger(value) && value >= 0;
    case 'boolean':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string';
    case 'list':
      return Array.isArray(value);
    case undefined:
      return true;
  }
}

/** What the value means where it is only written as a text; undefined: it means nothing. */
export function plainKeyword(keyword: string, value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  const meant = word === 'true' || word === 'false' ? word === 'true' : numberIn(word);
  return meant !== undefined && hasKeywordType(keyword, meant) ? meant : undefined;
}

function numberIn(word: string): number | undefined {
  const number = word === '' ? Number.NaN : Number(word);
  return Number.isFinite(number) ? number : undefined;
}
