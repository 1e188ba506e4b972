// Border parser of a session's state that was kept outside this process: another version, or
// another program, may have written it. What is not as it should be counts as not there.
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import type { SessionPins, StateEntry } from './translator-state.ts';

type Check = (value: JsonValue | undefined) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isTextOrNull: Check = (value) => value === null || isText(value);
const isNumber: Check = (value) => typeof value === 'number';
const isListOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && (value as readonly JsonValue[]).every(check);
const isObjectOf =
  (members: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isJsonObject(value) && Object.entries(members).every(([name, check]) => check(value[name]));

const isReasoning = isObjectOf({
  ...{ id: isTextOrNull, encryptedContent: isText, summary: isListOf(isText) },
});
const isEntry = isObjectOf({
  anchor: isText,
  reasoning: isListOf(isReasoning),
  originalArguments: (value) => value === undefined || isTextOrNull(value),
  phase: (value) => value === undefined || isText(value),
});

export function isStateEntry(value: unknown): value is StateEntry {
  return isJsonObject(value) && isEntry(value);
}

/** Of each pin, what it must be to be read. */
const pinChecks: Readonly<Record<keyof SessionPins, Check>> = {
  effort: isText,
  effortChanges: isListOf(isObjectOf({ effort: isText, after: isNumber })),
  summary: isText,
  verbosity: isText,
  serviceTier: isText,
  toolOrder: isListOf(isText),
  lateTools: isListOf(isObjectOf({ name: isText, after: isNumber })),
  turnState: isObjectOf({ value: isText, userTurn: isText }),
  reasoningRefused: (value) => typeof value === 'boolean',
};

/** The pins that can be read; each that cannot is left out. */
export function readSessionPins(value: unknown): SessionPins {
  if (!isJsonObject(value)) return {};
  const pins: Record<string, JsonValue> = {};
  for (const [name, check] of Object.entries(pinChecks)) {
    const pin = (value as JsonObject)[name];
    if (pin !== undefined && check(pin)) pins[name] = pin;
  }
  return pins as SessionPins;
}
