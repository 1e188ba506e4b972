// The requests of one session as a short text per field: what is the same on every call, what
// changes, what is absent. Values that name a session are described by their shape, so that two
// sessions match.

import { clientMembers, clientNamingHeaders } from '../clients/registry.ts';
import { isAppendOnly } from '../explain/append-only.ts';
import { canonicalJson } from '../lib/canonical-json.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import { plural } from '../lib/plural.ts';
import { sha256 } from '../lib/sha256.ts';
import { turnStateHeader } from '../wire/responses/turn-state.ts';

export interface ComparedRequest {
  readonly body: JsonObject;
  readonly headers: HeaderList;
  /**
   * Of a request that brings only what is new: whether `body` has the history that the server held.
   * Absent: the request brings everything.
   */
  readonly history?: 'rebuilt' | 'unknown';
}

/** Field -> what the session sends, in the order of the wire. */
export type SessionShape = ReadonlyMap<string, string>;

/** Characters of a value that is shown. */
const valueCharsMax = 60;
const digestChars = 6;
export const absent = 'absent';
/** Fields that hold a name of the session or of a call: only how they vary can be compared. */
const named = new Set([
  ...clientMembers,
  ...clientNamingHeaders.map((header) => `header ${header}`),
  'prompt_cache_key',
  'client_metadata',
  'instructions',
  'tools',
  'header user-agent',
  `header ${turnStateHeader}`,
  'header x-client-request-id',
  'header x-codex-turn-metadata',
  'header x-codex-window-id',
]);
/** Headers of the transport, which every client library sets by itself. */
const transport =
  /^(host|content-length|connection|accept-encoding|transfer-encoding|authorization|x-api-key|date)$/;

const listOf = (value: JsonValue | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]).filter(isJsonObject) : [];

function shorten(value: JsonValue): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length <= valueCharsMax) return text;
  // Values that begin alike are compared by their whole text.
  const digest = sha256(text).slice(0, digestChars);
  return `${text.slice(0, valueCharsMax - digestChars - '... #'.length)}... #${digest}`;
}

/** One text for the values of all calls. */
function describeValues(name: string, values: readonly (JsonValue | undefined)[]): string {
  const there = values.filter((value) => value !== undefined);
  const [first] = there;
  if (first === undefined) return absent;
  const distinct = new Set(there.map((value) => canonicalJson(value))).size;
  const often =
    there.length === values.length
      ? ''
      : `, on ${there.length} of ${plural(values.length, 'call')}`;
  if (distinct > 1) return `changes: ${distinct} values${often}`;
  if (name === 'tools') return `${plural(listOf(first).length, 'tool')}, constant${often}`;
  return `${named.has(name) ? 'constant' : shorten(first)}${often}`;
}

function inputOf({ body }: ComparedRequest): readonly JsonObject[] {
  return listOf(body['input']);
}

const typeOf = (item: JsonObject | undefined): string =>
  item === undefined ? absent : [item['type'] ?? 'message', item['role']].filter(Boolean).join('/');

/** Whether each request only adds to the one before it. */
function growsOnly(requests: readonly ComparedRequest[]): string {
  const grows = requests.every(
    ({ body }, index) => index === 0 || isAppendOnly(requests[index - 1]?.body ?? {}, body),
  );
  return grows ? 'yes' : 'no';
}

/** What only the items together show. */
function describeInput(requests: readonly ComparedRequest[]): [string, string][] {
  const last = requests.at(-1);
  const items = last === undefined ? [] : inputOf(last);
  const reasoning = items.filter(({ type }) => type === 'reasoning');
  const sealed = reasoning.filter(({ encrypted_content }) => encrypted_content);
  const misplaced = items.some(
    ({ type }, index) =>
      type === 'reasoning' && !/call|assistant|reasoning/.test(typeOf(items[index + 1])),
  );
  const calls = items.map((item) => /_call$/.test(String(item['type'])));
  const parallel = calls.some((isCall, index) => isCall && calls[index + 1] === true);
  return [
    ['input: first item', typeOf(items[0])],
    ['input: grows only', growsOnly(requests)],
    ['input: reasoning replayed', sealed.length > 0 ? 'yes, encrypted' : 'no'],
    [
      'input: reasoning before its call',
      reasoning.length === 0 ? absent : misplaced ? 'no' : 'yes',
    ],
    ['input: item ids', items.some(({ id }) => id) ? 'kept' : 'none'],
    ['input: phase', items.some(({ phase }) => phase) ? 'yes' : 'no'],
    ['input: parallel calls', parallel ? 'calls first, then outputs' : 'none'],
    ...settingItems.map((type): [string, string] => [`input: ${type}`, placeOf(items, type)]),
  ];
}

/** Items that do what a field does, from their place in the input on. */
const settingItems = ['additional_tools', 'configuration_update'];

function placeOf(items: readonly JsonObject[], wanted: string): string {
  const places = items.flatMap(({ type }, index) => (type === wanted ? [index] : []));
  if (places.length === 0) return absent;
  return places[0] === 0 ? (places.length === 1 ? 'first' : 'first and later') : 'later';
}

function describeTools(requests: readonly ComparedRequest[]): [string, string][] {
  const lists = requests.map(({ body }) => JSON.stringify(body['tools'] ?? null));
  const functions = listOf(requests.at(-1)?.body['tools']).filter(
    ({ type }) => type === 'function',
  );
  const strict = new Set(functions.map((tool) => String(tool['strict'] ?? absent)));
  return [
    ['tools: constant', new Set(lists).size <= 1 ? 'yes' : 'no'],
    ['tools: strict', [...strict].join(', ') || absent],
  ];
}

/** A row for each block: what changes between versions of a client is one of them. */
function describeSystem(requests: readonly ComparedRequest[]): [string, string][] {
  const blocks = requests.map(({ body: { system } }): readonly JsonValue[] =>
    typeof system === 'string' ? [system] : listOf(system).map(({ text }) => text ?? null),
  );
  const most = blocks.reduce((count, { length }) => Math.max(count, length), 0);
  return Array.from({ length: most }, (_, index) => {
    const values = blocks.map((texts) => texts[index]);
    return [`system: block ${index}`, describeValues('system', values)];
  });
}

/** Empty instructions add nothing to the prompt: they are as if absent. */
function comparedValue(body: JsonObject, name: string): JsonValue | undefined {
  return name === 'instructions' && body[name] === '' ? undefined : body[name];
}

/** Headers that list what the client asks for: a row for each flag says which differ. */
const flagLists = /^(anthropic|openai)-beta$/;

function describeFlags(full: string, values: readonly (string | undefined)[]): [string, string][] {
  const lists = values.map((value) => (value ?? '').split(',').map((flag) => flag.trim()));
  return [...new Set(lists.flat())].filter(Boolean).map((flag) => {
    const count = lists.filter((list) => list.includes(flag)).length;
    const often = count === lists.length ? 'yes' : `on ${count} of ${plural(lists.length, 'call')}`;
    return [`${full}: ${flag}`, often];
  });
}

/** What the requests leave to the server; null: nothing. */
function describeHistory(requests: readonly ComparedRequest[]): string | null {
  const left = requests.filter(({ history }) => history !== undefined);
  const unknown = left.filter(({ history }) => history === 'unknown');
  if (left.length === 0) return null;
  const often = `held by the server, on ${left.length} of ${plural(requests.length, 'call')}`;
  return unknown.length === 0
    ? often
    : `${often}; not known on ${unknown.length}, of which only what is new is compared`;
}

/** Objects whose members are compared one by one. */
const opened = ['reasoning', 'text'];

export function describeSession(requests: readonly ComparedRequest[]): SessionShape {
  const shape = new Map<string, string>();
  const held = describeHistory(requests);
  if (held !== null) shape.set('history', held);
  const names = new Set(requests.flatMap(({ body }) => Object.keys(body)));
  for (const name of names) {
    if (opened.includes(name)) {
      const inner = requests.map(({ body }) => (isJsonObject(body[name]) ? body[name] : {}));
      for (const member of new Set(inner.flatMap((value) => Object.keys(value)))) {
        const full = `${name}.${member}`;
        shape.set(
          full,
          describeValues(
            full,
            inner.map((value) => value[member]),
          ),
        );
      }
    } else if (name === 'input') {
      for (const [field, text] of describeInput(requests)) shape.set(field, text);
    } else if (name === 'messages') {
      shape.set('messages: grows only', growsOnly(requests));
    } else if (name === 'system') {
      for (const [field, text] of describeSystem(requests)) shape.set(field, text);
    } else {
      shape.set(
        name,
        describeValues(
          name,
          requests.map(({ body }) => comparedValue(body, name)),
        ),
      );
      if (name === 'tools') for (const row of describeTools(requests)) shape.set(...row);
    }
  }
  const headers = requests.map(
    (request) => new Map(request.headers.map(([name, value]) => [name.toLowerCase(), value])),
  );
  for (const name of new Set(headers.flatMap((one) => [...one.keys()]))) {
    if (transport.test(name)) continue;
    const full = `header ${name}`;
    if (flagLists.test(name)) {
      for (const row of describeFlags(
        full,
        headers.map((one) => one.get(name)),
      ))
        shape.set(...row);
      continue;
    }
    shape.set(
      full,
      describeValues(
        full,
        headers.map((one) => one.get(name)),
      ),
    );
  }
  return shape;
}
