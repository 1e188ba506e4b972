// A regular expression of Go's RE2 (re2/doc/syntax) as one of JavaScript that matches the same
// text. What differs: flags inside the expression, names of groups and classes, and the end of the
// text.

const classes: Readonly<Record<string, string>> = {
  '[:alnum:]': '0-9A-Za-z',
  '[:alpha:]': 'A-Za-z',
  '[:digit:]': '0-9',
  '[:space:]': '\\s',
  '[:word:]': '\\w',
  '[:xdigit:]': '0-9A-Fa-f',
};

interface Flags {
  /** Letters match in both cases. */
  readonly i: boolean;
  /** `.` matches line breaks. */
  readonly s: boolean;
}

function bothCases(letter: string): string {
  const [lower, upper] = [letter.toLowerCase(), letter.toUpperCase()];
  return lower === upper ? letter : `${upper}${lower}`;
}

/** @throws TypeError for what it does not know */
export function toJavaScript(pattern: string): string {
  const stack: Flags[] = [];
  let flags: Flags = { i: false, s: false };
  let out = '';
  let at = 0;
  while (at < pattern.length) {
    const rest = pattern.slice(at);
    const group = /^\(\?(P?<\w+>|[=!]|<[=!]|[a-zA-Z-]*[:)])/.exec(rest);
    if (group !== null) {
      const [all, what = ''] = group;
      at += all.length;
      const changed = /^[a-zA-Z-]*[:)]$/.test(what) ? applyFlags(flags, what) : flags;
      if (what.endsWith(')')) flags = changed;
      else {
        stack.push(flags);
        flags = changed;
        out += /^[a-zA-Z-]*:$/.test(what) ? '(?:' : `(?${what.replace(/^P</, '<')}`;
      }
      continue;
    }
    const [char = ''] = rest;
    if (char === '(') stack.push(flags);
    if (char === ')') flags = stack.pop() ?? flags;
    if (char === '\\') {
      const escaped = /^\\(?:x[0-9a-fA-F]{2}|.)/.exec(rest)?.[0] ?? char;
      out += escaped === '\\z' ? '$' : escaped;
      at += escaped.length;
    } else if (char === '[') {
      const end = endOfClass(pattern, at);
      out += toClass(pattern.slice(at, end), flags);
      at = end;
    } else {
      const isLetter = /[A-Za-z]/.test(char);
      out += char === '.' && flags.s ? '[^]' : isLetter && flags.i ? `[${bothCases(char)}]` : char;
      at++;
    }
  }
  return out;
}

function applyFlags(flags: Flags, text: string): Flags {
  const [on = '', off = ''] = text.replace(/[:)]$/, '').split('-');
  if (/[^ims]/.test(on + off)) throw new TypeError(`unknown flags ${text}`);
  return {
    i: on.includes('i') || (flags.i && !off.includes('i')),
    s: on.includes('s') || (flags.s && !off.includes('s')),
  };
}

/** Just behind the class that begins at an index. */
function endOfClass(pattern: string, start: number): number {
  let at = start + (pattern[start + 1] === '^' ? 2 : 1);
  if (pattern[at] === ']') at++;
  for (; at < pattern.length; at++) {
    const named = /^\[:\w+:\]/.exec(pattern.slice(at));
    if (named !== null) at += named[0].length - 1;
    else if (pattern[at] === '\\') at++;
    else if (pattern[at] === ']') return at + 1;
  }
  throw new TypeError(`a class without end in ${pattern}`);
}

function toClass(text: string, { i }: Flags): string {
  const plain = text.replaceAll(/\[:\w+:\]/g, (name) => classes[name] ?? name);
  if (!i) return plain;
  return plain.replaceAll(
    /\\(?:x[0-9a-fA-F]{2}|.)|([A-Za-z])-([A-Za-z])|[A-Za-z]/g,
    (part, from, to) => {
      if (part.startsWith('\\')) return part;
      if (from === undefined) return bothCases(part);
      return `${from.toLowerCase()}-${to.toLowerCase()}${from.toUpperCase()}-${to.toUpperCase()}`;
    },
  );
}
