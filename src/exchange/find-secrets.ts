// Finds what looks like a secret in a text, before anything is shared. Pseudonymising replaces it
// anyway; a find means that the user should know that the session held one.
import { plural } from '../lib/plural.ts';
import { readGitleaksRules } from './secrets/gitleaks-rules.ts';
import { namedRules } from './secrets/named-rules.ts';
import { ownRules } from './secrets/own-rules.ts';
import { prefixedRules } from './secrets/prefixed-rules.ts';
import type { SecretRule } from './secrets/secret-rule.ts';

export interface SecretFound {
  /** Name of the rule. */
  readonly name: string;
  /** In UTF-16 units of the text that was searched. */
  readonly offset: number;
  /** First characters and length: enough to find it, too little to use it. */
  readonly masked: string;
}

const shownChars = 7;
/** UTF-16 units around a keyword in which its rule is tried: bounds what a pattern can cost. */
const unitsBefore = 160;
const unitsAfter = 2_000;
/** A text of nothing but keywords is searched in parts: a pattern may look at a part many times. */
const windowUnitsMax = 2 * (unitsBefore + unitsAfter);

let loaded: readonly SecretRule[] | undefined;

/** All rules, compiled when they are first needed. */
export function secretRules(): readonly SecretRule[] {
  loaded ??= [...ownRules, ...prefixedRules, ...namedRules, ...readGitleaksRules()];
  return loaded;
}

/** All finds in a text, in its order; one place is found once. */
export function findSecrets(text: string): SecretFound[] {
  const lower = toLower(text);
  const places = new Map<string, readonly number[]>();
  const found = new Map<number, SecretFound>();
  for (const rule of secretRules()) {
    for (const [start, end] of windowsOf(rule, lower, places)) {
      for (const find of tryRule(rule, text.slice(start, end), start)) {
        if (!found.has(find.offset)) found.set(find.offset, find);
      }
    }
  }
  return [...found.values()].sort((a, b) => a.offset - b.offset);
}

/** Of ASCII letters alone, so that places stay what they are. */
function toLower(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length
    ? lower
    : text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The parts of the text around a rule's keywords, in order; each keyword has its part whole. */
function windowsOf(
  { keywords }: SecretRule,
  lower: string,
  places: Map<string, readonly number[]>,
): [start: number, end: number][] {
  const hits = keywords.flatMap((keyword) => placesOf(keyword, lower, places));
  if (keywords.length > 1) hits.sort((a, b) => a - b);
  const windows: [number, number][] = [];
  for (const hit of hits) {
    const end = Math.min(lower.length, hit + unitsAfter);
    const last = windows.at(-1);
    const isNear = last !== undefined && hit - unitsBefore <= last[1];
    if (isNear && end - last[0] <= windowUnitsMax) last[1] = end;
    else windows.push([Math.max(0, hit - unitsBefore), end]);
  }
  return windows;
}

function placesOf(
  keyword: string,
  lower: string,
  places: Map<string, readonly number[]>,
): readonly number[] {
  const known = places.get(keyword);
  if (known !== undefined) return known;
  const found: number[] = [];
  for (let at = lower.indexOf(keyword); at >= 0; at = lower.indexOf(keyword, at + 1))
    found.push(at);
  places.set(keyword, found);
  return found;
}

function* tryRule(rule: SecretRule, part: string, start: number): Generator<SecretFound> {
  rule.pattern.lastIndex = 0;
  for (let match = rule.pattern.exec(part); match !== null; match = rule.pattern.exec(part)) {
    if (match[0] === '') rule.pattern.lastIndex++;
    const secret = match.slice(1).findLast((group) => group !== undefined) ?? match[0];
    if (!rule.isSecret(secret, match)) continue;
    const offset = start + match.index + match[0].lastIndexOf(secret);
    const shown = secret.slice(0, Math.min(shownChars, Math.floor(secret.length / 3)));
    const masked = `${shown}... (${plural(secret.length, 'character')})`;
    yield { name: rule.name, offset, masked };
  }
}
