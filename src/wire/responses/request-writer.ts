// Requests of one conversation repeat what came before. This writer turns only what is new into
// JSON, and copies the bytes of the rest from the request before. Its result is that of
// `JSON.stringify`; a test compares. `request-reader.ts` is its counterpart.

export interface RequestWriter {
  /** @param request JSON all through. What it is made of never changes afterwards. */
  write(request: object): Uint8Array;
}

/** A value, and the bytes that it was written as. */
interface Written {
  readonly value: unknown;
  readonly bytes: Uint8Array;
}

/** By member, or by member and place in its list. */
type Places = Map<string, readonly (Written | undefined)[]>;

const mark = {
  ...{ begin: Buffer.from('{'), end: Buffer.from('}'), comma: Buffer.from(',') },
  ...{ open: Buffer.from('['), close: Buffer.from(']') },
};

export function createRequestWriter(): RequestWriter {
  let before: Places = new Map();
  return {
    write(request) {
      const now: Places = new Map();
      const pieces: Uint8Array[] = [];
      for (const [name, value] of Object.entries(request)) {
        if (value === undefined) continue;
        pieces.push(pieces.length === 0 ? mark.begin : mark.comma);
        pieces.push(Buffer.from(`${JSON.stringify(name)}:`));
        const known = before.get(name) ?? [];
        // Lists grow: their elements are compared one by one.
        const isList = Array.isArray(value);
        const parts = (isList ? value : [value]).map((part, index) => write(part, known[index]));
        now.set(name, parts);
        if (isList) pieces.push(mark.open);
        for (const [index, { bytes }] of parts.entries()) {
          if (index > 0) pieces.push(mark.comma);
          pieces.push(bytes);
        }
        if (isList) pieces.push(mark.close);
      }
      if (pieces.length === 0) pieces.push(mark.begin);
      pieces.push(mark.end);
      before = now;
      return Buffer.concat(pieces);
    },
  };
}

function write(value: unknown, known: Written | undefined): Written {
  return known !== undefined && isSame(known.value, value)
    ? known
    : // An element that JSON has no text for is null in a list.
      { value, bytes: Buffer.from(JSON.stringify(value) ?? 'null') };
}

/** Whether two values are the same JSON text, member for member in their order. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  const others = Object.keys(b);
  if (names.length !== others.length) return false;
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as keyof typeof a & keyof typeof b;
    if (name !== others[index] || !isSame(a[name], b[name])) return false;
  }
  return true;
}
