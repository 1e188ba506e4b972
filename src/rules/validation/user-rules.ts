// Refusals that a user adds to the simulator: a file of JSON pointers and values, so that the next
// 400 that somebody meets can be tried before it is a rule here.
import { z } from 'zod';
import { findHeader } from '../../lib/header-list.ts';
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import type { CheckedRequest, ValidationRule } from './rule.ts';

/** Rules of one file; far above any catalogue. */
const rulesMax = 1_000;

const condition = z.strictObject({
  /** RFC 6901 pointer into the request; `*` means every member of an array. */
  pointer: z.string().regex(/^(\/[^/]*)*$/),
  /** Without any of these the value only has to be there. */
  equals: z.json().optional(),
  matches: z.string().optional(),
  absent: z.literal(true).optional(),
  longer_than: z.int().min(0).optional(),
});

const userRule = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  /** Where it was seen. */
  source: z.string().min(1),
  /** All of them must hold. */
  when: z.array(condition).default([]),
  /** Header name -> regular expression that must match. */
  headers: z.record(z.string(), z.string()).default({}),
  status: z.int().min(400).max(599).default(400),
  body: z.record(z.string(), z.json()),
});
const userRulesSchema = z.strictObject({ rules: z.array(userRule).max(rulesMax) });

type Condition = z.infer<typeof condition>;

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  const [step, ...rest] = path;
  if (step === undefined) return [value];
  if (value === null || typeof value !== 'object') return [];
  if (step === '*') {
    return Array.isArray(value) ? value.flatMap((member: unknown) => valuesAt(member, rest)) : [];
  }
  const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
  return Object.hasOwn(value, key) ? valuesAt((value as Record<string, unknown>)[key], rest) : [];
}

function holds(request: ResponsesRequest, wanted: Condition): boolean {
  const found = valuesAt(request, wanted.pointer.split('/').slice(1));
  if (wanted.absent) return found.length === 0;
  return found.some((value) => {
    if (wanted.equals !== undefined && JSON.stringify(value) !== JSON.stringify(wanted.equals)) {
      return false;
    }
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (wanted.matches !== undefined && !new RegExp(wanted.matches, 'u').test(text)) return false;
    return wanted.longer_than === undefined || text.length > wanted.longer_than;
  });
}

/**
 * @param value the parsed file: `{ rules: [{ name, source, when, headers, status, body }] }`
 * @throws ZodError, or SyntaxError for an invalid regular expression
 */
export function parseUserRules(value: unknown): ValidationRule[] {
  return userRulesSchema.parse(value).rules.map((rule) => {
    for (const { matches } of rule.when) if (matches !== undefined) new RegExp(matches, 'u');
    const headers = Object.entries(rule.headers).map(
      ([name, pattern]) => [name, new RegExp(pattern, 'u')] as const,
    );
    const strikes = ({ request, headers: sent }: CheckedRequest): boolean =>
      rule.when.every((wanted) => holds(request, wanted)) &&
      headers.every(([name, pattern]) => pattern.test(findHeader(sent, name) ?? ''));
    const body = rule.body as Record<string, JsonValue> as JsonObject;
    return {
      name: rule.name,
      trigger: 'as the rules file says',
      source: rule.source,
      isOnByDefault: true,
      check: (checked) => (strikes(checked) ? { status: rule.status, body } : null),
    };
  });
}
