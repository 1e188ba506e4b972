// A `pattern` of a tool's schema -> whether the backend can read it. Clients write ECMAScript's
// dialect. The backend compiles patterns with Python's `re` ("... is not a 'regex'": clodex issue
// 194, LiteLLM PR 40485), and has a validator that refuses lookaround (OmniRoute PR 7100, 9router
// issue 1556). Claude Code's own tool Artifact has both in one pattern.

/** Letters that may follow a backslash in Python and in ECMAScript, with the same meaning. */
const escapes = new Set('bBdDsSwWfnrtv');
const classes = new Set('dDsSwW');

/** True for a pattern that means the same in both dialects. */
export function isPortablePattern(pattern: string): boolean {
  try {
    new RegExp(pattern);
  } catch {
    return false;
  }
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === '\\') {
      const length = escapeLength(pattern, at, inClass);
      if (length === null) return false;
      // [\w-.]: for Python the end of a range, and no character.
      if (inClass && isClassBesideRange(pattern, at, length)) return false;
      at += length - 1;
    } else if (inClass) {
      if (char === ']') inClass = false;
    } else if (char === '[') {
      const first = pattern[at + 1] === '^' ? at + 2 : at + 1;
      // Nothing, or everything, in ECMAScript; for Python the bracket is a member.
      if (pattern[first] === ']') return false;
      inClass = true;
      at = first - 1;
    } else if (char === '(' && pattern[at + 1] === '?' && pattern[at + 2] !== ':') return false;
  }
  return true;
}

/** Length of the escape that begins here, in characters; null: one dialect has no such escape. */
function escapeLength(pattern: string, at: number, inClass: boolean): number | null {
  const next = pattern[at + 1] ?? '';
  if (next === 'x') return /^[0-9a-fA-F]{2}/.test(pattern.slice(at + 2, at + 4)) ? 4 : null;
  if (next === 'u') return /^[0-9a-fA-F]{4}/.test(pattern.slice(at + 2, at + 6)) ? 6 : null;
  if (next === 'B' && inClass) return null;
  return escapes.has(next) || !/^[0-9A-Za-z]?$/.test(next) ? 2 : null;
}

/** True for `\w` and the like as an end of a range. */
function isClassBesideRange(pattern: string, at: number, length: number): boolean {
  if (!classes.has(pattern[at + 1] ?? '')) return false;
  const after = at + length;
  const begins = pattern[after] === '-' && pattern[after + 1] !== ']';
  const before = pattern[at - 1] === '-' && !'[^'.includes(pattern[at - 2] ?? '[');
  return begins || (before && pattern[at - 2] !== '\\');
}
