// Two sessions side by side: what each sends, whether it is equal, why it matters, and what the
// second would need to behave like the first.
import { type AlignedItem, alignItems } from './align-items.ts';
import { absent, type ComparedRequest, describeSession } from './describe-session.ts';
import { type FieldFact, fieldFacts, unknownFact } from './field-facts.ts';

export interface ComparedField extends FieldFact {
  readonly field: string;
  readonly a: string;
  readonly b: string;
  readonly equal: boolean;
}

export interface Comparison {
  /** Differences that matter first, then in the order of the wire. */
  readonly fields: readonly ComparedField[];
  /** Of the last request of each side. */
  readonly items: readonly AlignedItem[];
  /** One sentence each. */
  readonly needs: readonly string[];
}

const rank: Readonly<Record<FieldFact['matters'], number>> = {
  ...{ '400': 0, cache: 1, continuity: 2, none: 3 },
};

function needOf({ field, a, b, why, matters }: ComparedField): string {
  const what = a === absent ? `leave out ${field}` : `${field}: ${a}`;
  return `${what} (now ${b}), for ${matters}: ${why}`;
}

export function compareSessions(
  a: readonly ComparedRequest[],
  b: readonly ComparedRequest[],
): Comparison {
  const left = describeSession(a);
  const right = describeSession(b);
  const fields = [...new Set([...left.keys(), ...right.keys()])].map((field): ComparedField => {
    const [sentByA, sentByB] = [left.get(field) ?? absent, right.get(field) ?? absent];
    const fact = fieldFacts[field] ?? unknownFact;
    return { field, a: sentByA, b: sentByB, equal: sentByA === sentByB, ...fact };
  });
  const order = (row: ComparedField): number => (row.equal ? 4 : rank[row.matters]);
  const sorted = fields.toSorted((one, two) => order(one) - order(two));
  return {
    fields: sorted,
    items: alignItems(a.at(-1)?.body, b.at(-1)?.body),
    needs: sorted.filter((row) => !row.equal && row.matters !== 'none').map(needOf),
  };
}

export interface ExpectedField {
  readonly field: string;
  readonly a: string;
  readonly b: string;
}

/** Rows of an expected table that are another now, rows that are gone, and new differences. */
export function unexpectedFields(
  expected: readonly ExpectedField[],
  { fields }: Comparison,
): string[] {
  const now = new Map(fields.map((row) => [row.field, row]));
  const known = new Set(expected.map(({ field }) => field));
  const changed = expected.flatMap(({ field, a, b }) => {
    const row = now.get(field);
    const [sentByA, sentByB] = [row?.a ?? absent, row?.b ?? absent];
    return [
      ...(sentByA === a ? [] : [`${field}: A was expected to send ${a}, sends ${sentByA}`]),
      ...(sentByB === b ? [] : [`${field}: B was expected to send ${b}, sends ${sentByB}`]),
    ];
  });
  const fresh = fields
    .filter(({ field, equal }) => !equal && !known.has(field))
    .map(({ field, a, b }) => `${field}: not in the expected table; A sends ${a}, B sends ${b}`);
  return [...changed, ...fresh];
}
