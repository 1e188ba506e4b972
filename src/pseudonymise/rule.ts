// The combinators that protocol-rules.ts is written in: a rule turns one JSON value into its
// placeholder.
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import { mapJsonText } from './json-text.ts';
import type { Pseudonymiser } from './pseudonymise.ts';

export interface RuleContext {
  readonly pseudonymiser: Pseudonymiser;
  /** Property names that the recording's tool schemas declare: they stay wherever they are keys. */
  readonly propertyNames: ReadonlySet<string>;
}

export type Rule = (value: JsonValue, context: RuleContext) => JsonValue;

/** Protocol values. */
export const keep: Rule = (value) => value;

/** Numbers of the protocol (limits, positions); anything else is somebody's own. */
export const count: Rule = (value, context) =>
  typeof value === 'number' ? value : free(value, context);

function onText(map: (text: string, context: RuleContext) => string): Rule {
  return (value, context) =>
    typeof value === 'string' ? map(value, context) : free(value, context);
}

export const text: Rule = onText((value, { pseudonymiser }) => pseudonymiser.text(value));
export const identifier: Rule = onText((value, { pseudonymiser }) =>
  pseudonymiser.identifier(value),
);
export const opaque: Rule = onText((value, { pseudonymiser }) => pseudonymiser.opaque(value));
/** JSON written as text, or plain text. */
export const jsonText: Rule = onText((value, context) =>
  mapJsonText(
    value,
    (name) => mapKey(name, context),
    (inner) => context.pseudonymiser.text(inner),
    (digits) => context.pseudonymiser.number(digits),
  ),
);

function mapKey(name: string, { propertyNames, pseudonymiser }: RuleContext): string {
  return propertyNames.has(name) ? name : pseudonymiser.text(name);
}

/**
 * Anything of somebody's own: every string and number replaced, keys too unless a schema declares
 * them.
 */
export const free: Rule = (value, context) => {
  if (typeof value === 'string') return context.pseudonymiser.text(value);
  if (typeof value === 'number') return Number(context.pseudonymiser.number(String(value)));
  if (Array.isArray(value)) return value.map((item: JsonValue) => free(item, context));
  if (!isJsonObject(value)) return value;
  return mapObject(value, (name, inner) => [mapKey(name, context), free(inner, context)]);
};

function mapObject(
  value: JsonObject,
  map: (name: string, inner: JsonValue) => readonly [string, JsonValue],
): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => map(name, inner)));
}

/** Every element of an array; anything else is somebody's own. */
export function list(rule: Rule): Rule {
  return (value, context) =>
    Array.isArray(value)
      ? value.map((item: JsonValue) => rule(item, context))
      : free(value, context);
}

/**
 * An object whose keys are protocol; a field without a rule keeps its name, its value is replaced.
 */
export function fields(rules: Readonly<Record<string, Rule>>, rest: Rule = free): Rule {
  const byName = new Map(Object.entries(rules));
  return (value, context) =>
    isJsonObject(value)
      ? mapObject(value, (name, inner) => [name, (byName.get(name) ?? rest)(inner, context)])
      : free(value, context);
}

/** An object of names that stay (`properties`, `$defs`), each value under one rule. */
export function named(rule: Rule): Rule {
  return fields({}, rule);
}

/** A rule that refers to itself or to a later one. */
export function later(rule: () => Rule): Rule {
  return (value, context) => rule()(value, context);
}

/** A string is prose; anything else goes through the rule. */
export function textOr(rule: Rule): Rule {
  return (value, context) => (typeof value === 'string' ? text : rule)(value, context);
}
