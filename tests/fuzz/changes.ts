// A whole value with a few of its parts changed: other values, parts that are missing, doubled,
// renamed, wrapped, or taken from elsewhere in it.
import fc, { type Arbitrary } from 'fast-check';
import type { JsonValue } from '../../src/lib/json.ts';
import { place } from './mistakes.ts';

/** Whatever the place, few of them fit. */
export const otherValues: readonly JsonValue[] = [
  ...[null, true, 0, -1, 1e308, '', 'x', '\ud800', '__proto__', 'data:image/png;base64,'],
  ...[[], {}, [null], [[]], [1, 'a', {}], { type: 'x' }, { $ref: '#' }, { $ref: 5 }],
];
/** Names that mean something somewhere. */
const names = [
  ...['type', 'id', 'content', 'name', 'source', 'text', 'input', 'output', 'call_id', 'status'],
  ...['__proto__', 'constructor', 'toString', 'toJSON', 'length', ''],
];

interface Change {
  readonly at: number;
  readonly how: 'other' | 'gone' | 'double' | 'name' | 'wrapped' | 'elsewhere' | 'text' | 'deep';
  readonly pick: number;
}
const change: Arbitrary<Change> = fc.record({
  at: place,
  how: fc.constantFrom(
    ...(['other', 'other', 'other', 'gone', 'double', 'name', 'wrapped', 'elsewhere'] as const),
    ...(['text', 'deep'] as const),
  ),
  pick: place,
});

type Holder = JsonValue[] | Record<string, JsonValue>;
type Spot = readonly [holder: Holder, key: string];

function spotsOf(value: JsonValue, found: Spot[] = []): Spot[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value as Holder, key]);
    spotsOf((value as Record<string, JsonValue>)[key] ?? null, found);
  }
  return found;
}

const picked = <Value>(from: readonly Value[], part: number): Value | undefined =>
  from[Math.min(from.length - 1, Math.floor(part * from.length))];

/** An own member, whatever its name. */
function put(holder: Holder, key: string, value: JsonValue): void {
  Object.defineProperty(holder, key, {
    ...{ value, enumerable: true, writable: true, configurable: true },
  });
}

function apply(whole: { value: JsonValue }, { at, how, pick }: Change): void {
  const spots = spotsOf(whole as unknown as JsonValue);
  const [holder, key] = picked(spots, at) ?? [];
  if (holder === undefined || key === undefined) return;
  const inner = (holder as Record<string, JsonValue>)[key] ?? null;
  switch (how) {
    case 'gone':
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else if ((holder as unknown) !== whole) delete holder[key];
      break;
    case 'double':
      if (Array.isArray(holder)) holder.splice(Number(key), 0, structuredClone(inner));
      break;
    case 'name':
      put(holder, picked(names, pick) ?? '', structuredClone(inner));
      break;
    default:
      put(holder, key, structuredClone(replaced(inner, spots, { how, pick })));
  }
}

function replaced(
  inner: JsonValue,
  spots: readonly Spot[],
  { how, pick }: Pick<Change, 'how' | 'pick'>,
): JsonValue {
  switch (how) {
    case 'elsewhere': {
      const [from, name] = picked(spots, pick) ?? [[], ''];
      return (from as Record<string, JsonValue>)[name] ?? null;
    }
    case 'wrapped':
      return [inner];
    case 'text':
      return JSON.stringify(inner);
    case 'deep': {
      let nested = inner;
      for (let level = 0; level < pick * 400; level++) nested = { a: nested };
      return nested;
    }
    default:
      return picked(otherValues, pick) ?? null;
  }
}

/** One of these, with up to six changes; now and then as it is. */
export const changed = (from: readonly JsonValue[]): Arbitrary<JsonValue> =>
  fc.tuple(fc.constantFrom(...from), fc.array(change, { maxLength: 6 })).map(([value, changes]) => {
    const whole = { value: structuredClone(value) };
    for (const one of changes) apply(whole, one);
    return whole.value;
  });
