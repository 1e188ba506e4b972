// Two inputs item by item: the longest common subsequence of item kinds, so that one item more on
// one side does not make everything after it different.
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';

export interface AlignedItem {
  /** Index into `input`; null: no such item on this side. */
  readonly a: number | null;
  readonly b: number | null;
  /** `message/user`, `function_call Bash` */
  readonly what: string;
}

/** Items of each side that are aligned: the table is of this size squared. */
const itemsMax = 400;

function kindsOf(body: JsonObject | undefined): string[] {
  const input = body?.['input'];
  const items = Array.isArray(input) ? (input as readonly JsonValue[]).filter(isJsonObject) : [];
  return items
    .slice(0, itemsMax)
    .map((item) => [item['type'] ?? 'message', item['role']].filter(Boolean).join('/'));
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
