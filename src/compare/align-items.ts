// Two histories item by item: the longest common subsequence of item kinds, so that one item more
// on one side does not make everything after it different.
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';

export interface AlignedItem {
  /** Its place among the items of this side; null: no such item there. */
  readonly a: number | null;
  readonly b: number | null;
  /** `message/user`, `function_call`; of a Messages request `user/text`, `assistant/tool_use`. */
  readonly what: string;
}

/** Items of each side that are aligned: the table is of this size squared. */
const itemsMax = 400;

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isJsonObject) : [];
}

/** The items of a request's `input`, or the content blocks of its `messages`. */
function kindsOf(body: JsonObject | undefined): string[] {
  const items = objectsIn(body?.['input']).map(({ type, role }) =>
    [type ?? 'message', role].filter(Boolean).join('/'),
  );
  const blocks = objectsIn(body?.['messages']).flatMap(({ role, content }) =>
    typeof content === 'string'
      ? [`${role}/text`]
      : objectsIn(content).map(({ type }) => `${role}/${type}`),
  );
  return [...items, ...blocks].slice(0, itemsMax);
}

export function alignItems(
  bodyA: JsonObject | undefined,
  bodyB: JsonObject | undefined,
): AlignedItem[] {
  const a = kindsOf(bodyA);
  const b = kindsOf(bodyB);
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const rows: AlignedItem[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) rows.push({ a: i++, b: j++, what: left });
    else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      rows.push({ a: i++, b: null, what: left });
    } else rows.push({ a: null, b: j++, what: right ?? '' });
  }
  return rows;
}
