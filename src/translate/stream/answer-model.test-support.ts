// A model of what servers stream, for property tests: an answer as a list of items, and a server
// that leaves out, renames, misplaces and repeats what servers are known to. Only what can be told
// is generated: two equal texts without ids, places or beginnings are one text to anybody.
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../lib/json.ts';

export type ModelItem =
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'call'; readonly name: string; readonly input: JsonObject }
  | { readonly type: 'search'; readonly query: string; readonly failed: boolean };

/** How a server speaks of one item. */
interface Manner {
  readonly added: boolean;
  readonly deltas: boolean;
  readonly whole: boolean;
  readonly done: boolean;
  readonly snapshotOnly: boolean;
  readonly cuts: readonly number[];
}

/** How a server speaks of all of them. */
export interface Server {
  readonly ids: 'own' | 'none' | 'changing' | 'shared';
  readonly places: 'right' | 'none' | 'zero' | 'shifted';
  /** `renewed`: another one each time that a call is spoken of. */
  readonly callIds: 'own' | 'none' | 'late' | 'repeated' | 'renewed';
  readonly snapshot: 'full' | 'empty' | 'absent';
  /** Every event has a number, and deltas come twice. */
  readonly numbered: boolean;
  /** Beginnings, ends and the terminal event come twice. */
  readonly repeats: boolean;
  /** How much of the stream came before it began again; null: it did not. */
  readonly restart: Restart | null;
  /** Which item's next event comes, where items interleave; empty: one after the other. */
  readonly picks: readonly number[];
  readonly end: ModelEnd;
}

/** A relay lost its upstream after so many events, and repeats the answer from its start. */
interface Restart {
  readonly after: number;
  /** `item`: the response's own beginning is left out. */
  readonly from: 'response' | 'item';
}

export type ModelEnd = (typeof modelEnds)[number];

/** Every way to end, with what the client must be told. */
export const modelEnds = [
  { type: 'response.completed', status: 'completed', told: null },
  { type: 'response.completed', told: null },
  { type: 'response.done', status: 'completed', told: null },
  { type: 'response.done', told: null },
  {
    type: 'response.incomplete',
    status: 'incomplete',
    reason: 'max_output_tokens',
    told: 'max_tokens',
  },
  { type: 'response.incomplete', told: 'max_tokens' },
  { type: 'response.completed', status: 'incomplete', told: 'max_tokens' },
  { type: 'response.done', reason: 'content_filter', told: 'refusal' },
  { type: 'response.failed', status: 'failed', code: 'server_error', told: 500 },
  { type: 'response.completed', status: 'failed', code: 'bio_policy', told: 400 },
  { type: 'response.done', status: 'failed', code: 'rate_limit_exceeded', told: 429 },
  { type: 'response.completed', code: 'slow_down', told: 529 },
  { type: 'response.done', status: 'failed', told: 500 },
  { type: 'response.completed', status: 'cancelled', told: 500 },
  { type: 'response.cancelled', told: 500 },
] as const satisfies readonly {
  readonly type: string;
  readonly status?: string;
  readonly reason?: string;
  readonly code?: string;
  readonly told: null | string | number;
}[];

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const item: fc.Arbitrary<ModelItem> = fc.oneof(
  fc.record({ type: fc.constant('reasoning' as const), text: words }),
  fc.record({ type: fc.constant('text' as const), text: words }),
  fc.record({
    type: fc.constant('call' as const),
    name: fc.constantFrom('Bash', 'Write'),
    input: fc.record({ a: words }),
  }),
  fc.record({ type: fc.constant('search' as const), query: words, failed: fc.boolean() }),
);
const manner: fc.Arbitrary<Manner> = fc.record({
  added: fc.boolean(),
  deltas: fc.boolean(),
  whole: fc.boolean(),
  done: fc.boolean(),
  snapshotOnly: fc.boolean(),
  cuts: fc.array(fc.nat(12), { maxLength: 3 }),
});
const server: fc.Arbitrary<Server> = fc.record({
  ids: fc.constantFrom('own', 'none', 'changing', 'shared'),
  places: fc.constantFrom('right', 'none', 'zero', 'shifted'),
  callIds: fc.constantFrom('own', 'own', 'none', 'late', 'repeated', 'renewed'),
  snapshot: fc.constantFrom('full', 'full', 'empty', 'absent'),
  numbered: fc.boolean(),
  repeats: fc.boolean(),
  restart: fc.option(
    fc.record({ after: fc.nat(12), from: fc.constantFrom('response', 'item') } as const),
  ),
  picks: fc.array(fc.nat(9), { maxLength: 6 }),
  end: fc.constantFrom(...modelEnds),
});

export interface ModelAnswer {
  readonly items: readonly ModelItem[];
  readonly server: Server;
  readonly events: readonly JsonValue[];
}

export const modelAnswers: fc.Arbitrary<ModelAnswer> = fc
  .record({
    parts: fc.array(fc.tuple(item, manner), { maxLength: 5 }),
    server,
  })
  .map(({ parts, server: asked }) => {
    const items = parts.map(([one]) => one);
    const isUnique = new Set(items.map((one) => JSON.stringify(one))).size === items.length;
    const possible = possibleServer(
      asked.ids === 'shared' && !isUnique ? { ...asked, ids: 'own' } : asked,
    );
    const manners = possibleManners(parts, possible);
    const events = eventsOf(items, manners, possible);
    const { restart } = possible;
    return {
      items,
      server: possible,
      events: restart === null ? events : restarted(events, restart, manners[0], possible),
    };
  });

/** Without the response's beginning, only ids and a text that was heard tell that it is one. */
function restarted(
  events: readonly JsonValue[],
  { after, from }: Restart,
  first: Manner | undefined,
  { ids, callIds, picks }: Server,
): readonly JsonValue[] {
  const isTold = ids === 'own' && callIds === 'own' && picks.length === 0;
  const begins = first?.added && first.deltas && !first.snapshotOnly;
  const heard = events.slice(0, Math.min(after, events.findIndex(isTerminal)));
  return [...heard, ...(from === 'item' && isTold && begins ? events.slice(1) : events)];
}

function isTerminal(event: JsonValue): boolean {
  return (
    'response' in (event as JsonObject) && (event as JsonObject)['type'] !== 'response.created'
  );
}

/** True where an item can be told from its neighbours by a name alone. */
function isNamed({ ids, places }: Server): boolean {
  return ids === 'own' || places === 'right' || places === 'shifted';
}

function possibleServer(asked: Server): Server {
  // An id that says nothing needs the place.
  const needsPlace = asked.ids === 'changing' || asked.ids === 'shared';
  const placed = needsPlace ? { ...asked, places: 'right' as const } : asked;
  const named = isNamed(placed);
  return {
    ...placed,
    callIds: isPossible(placed) ? placed.callIds : 'own',
    repeats: named && placed.callIds !== 'renewed' && placed.repeats,
    picks: named && placed.ids !== 'shared' ? placed.picks : [],
  };
}

/** Call ids that say nothing need what else tells calls apart. */
function isPossible({ callIds, ids, places }: Server): boolean {
  if (callIds === 'repeated') return ids === 'own' && places !== 'zero';
  const isPlaced = places === 'right' || places === 'shifted';
  return callIds !== 'renewed' || (isPlaced && (ids === 'own' || ids === 'none'));
}

function possibleManners(
  parts: readonly (readonly [ModelItem, Manner])[],
  { snapshot, ...server }: Server,
): Manner[] {
  const named = isNamed({ snapshot, ...server });
  const trailing = parts.findLastIndex(([, { snapshotOnly }]) => !snapshotOnly);
  return parts.map(([one, asked], index) => {
    const streams = one.type !== 'search';
    // Only what has not been sent yet can come with the snapshot and keep its place.
    const snapshotOnly = snapshot === 'full' && index > trailing;
    const deltas = streams && asked.deltas;
    const toldByDeltas = deltas && one.type === 'text';
    const mayEndSilently =
      named &&
      server.ids !== 'shared' &&
      (snapshot === 'full' ? server.places !== 'shifted' || server.ids === 'own' : toldByDeltas);
    const done = asked.done || !mayEndSilently;
    const isSeen = done || deltas || (streams && asked.whole);
    // An id that is new at a known place could be a new name of the item there.
    const begins = asked.added || !named || server.places === 'zero';
    return { ...asked, snapshotOnly, deltas, done, added: begins || !isSeen };
  });
}

function eventsOf(
  items: readonly ModelItem[],
  manners: readonly Manner[],
  server: Server,
): JsonValue[] {
  let changes = 0;
  const idOf = (index: number): string | undefined => {
    if (server.ids === 'none') return undefined;
    if (server.ids === 'shared') return 'item';
    return server.ids === 'own' ? `item_${index}` : `item_${index}_${changes++}`;
  };
  const queues = items.map((one, index) => {
    const at = manners[index];
    return at === undefined || at.snapshotOnly
      ? []
      : itemEvents(one, at, index, server, () => idOf(index));
  });
  const merged = server.picks.length === 0 ? queues.flat() : interleave(queues, server.picks);
  const output = items.map((one, index) => wireItem(one, index, server, idOf(index), true));
  const { type, ...end } = server.end;
  const terminal: JsonValue = {
    type,
    response: {
      id: 'r',
      ...('status' in end ? { status: end.status } : {}),
      ...('reason' in end ? { incomplete_details: { reason: end.reason } } : {}),
      ...('code' in end ? { error: { code: end.code, message: 'said' } } : {}),
      ...(server.snapshot === 'absent' ? {} : { output: server.snapshot === 'full' ? output : [] }),
    },
  };
  const all = [
    { type: 'response.created', response: { id: 'r' } },
    ...merged,
    ...(server.repeats ? [terminal, terminal] : [terminal]),
  ];
  if (!server.numbered) return all;
  return all.flatMap((event, number): JsonValue[] => {
    const numbered = { ...(event as JsonObject), sequence_number: number };
    const isDelta = String((event as JsonObject)['type']).endsWith('.delta');
    return isDelta ? [numbered, numbered] : [numbered];
  });
}

/** The order of beginnings stays, and so does each item's own order. */
function interleave(
  queues: readonly (readonly JsonValue[])[],
  picks: readonly number[],
): JsonValue[] {
  const rest = queues.map((queue) => [...queue]);
  const merged = rest.flatMap((queue) => queue.splice(0, 1));
  for (let step = 0; rest.some((queue) => queue.length > 0); step++) {
    const open = rest.filter((queue) => queue.length > 0);
    const picked = open[(picks[step % picks.length] ?? 0) % open.length];
    merged.push(...(picked?.splice(0, 1) ?? []));
  }
  return merged;
}

function itemEvents(
  one: ModelItem,
  { added, deltas, whole, done, cuts }: Manner,
  index: number,
  server: Server,
  id: () => string | undefined,
): JsonValue[] {
  const place =
    server.places === 'none'
      ? {}
      : {
          output_index:
            server.places === 'zero' ? 0 : index + (server.places === 'shifted' ? 1 : 0),
        };
  const inner = (type: string, rest: JsonObject): JsonObject => {
    const itemId = id();
    return { type, ...place, ...(itemId === undefined ? {} : { item_id: itemId }), ...rest };
  };
  const outer = (type: string, isDone: boolean): JsonValue => ({
    type,
    ...place,
    item: wireItem(one, index, server, id(), isDone),
  });
  const twice = (event: JsonValue): JsonValue[] => (server.repeats ? [event, event] : [event]);
  const names = streamNames[one.type];
  const text = one.type === 'call' ? JSON.stringify(one.input) : 'text' in one ? one.text : '';
  return [
    ...(added ? twice(outer('response.output_item.added', false)) : []),
    ...(names !== null && deltas
      ? piecesOf(text, cuts).map((delta) => inner(names.delta, { ...names.index, delta }))
      : []),
    ...(names !== null && whole
      ? [inner(names.done, { ...names.index, [names.field]: text })]
      : []),
    ...(done ? twice(outer('response.output_item.done', true)) : []),
  ];
}

const streamNames = {
  reasoning: {
    delta: 'response.reasoning_summary_text.delta',
    done: 'response.reasoning_summary_text.done',
    field: 'text',
    index: { summary_index: 0 },
  },
  text: {
    delta: 'response.output_text.delta',
    done: 'response.output_text.done',
    field: 'text',
    index: { content_index: 0 },
  },
  call: {
    delta: 'response.function_call_arguments.delta',
    done: 'response.function_call_arguments.done',
    field: 'arguments',
    index: {},
  },
  search: null,
} as const;

function piecesOf(text: string, cuts: readonly number[]): string[] {
  const points = [...text];
  const at = [0, ...cuts.filter((cut) => cut < points.length).sort((a, b) => a - b)];
  return at.map((start, index) => points.slice(start, at[index + 1]).join('')).filter(Boolean);
}

let renewals = 0;

function callIdOf(index: number, callIds: Server['callIds']): string {
  if (callIds === 'renewed') return `call_${index}_${renewals++}`;
  return callIds === 'repeated' ? 'call_0' : `call_${index}`;
}

function wireItem(
  one: ModelItem,
  index: number,
  { callIds }: Server,
  id: string | undefined,
  isDone: boolean,
): JsonObject {
  const named = id === undefined ? {} : { id };
  switch (one.type) {
    case 'reasoning':
      return {
        type: 'reasoning',
        ...named,
        summary: isDone ? [{ type: 'summary_text', text: one.text }] : [],
        encrypted_content: isDone ? `gAAAAcontent${index}` : 'gAAAAsnapshot',
      };
    case 'text':
      return {
        type: 'message',
        ...named,
        content: isDone ? [{ type: 'output_text', text: one.text }] : [],
      };
    case 'call': {
      const known = callIds !== 'none' && (callIds !== 'late' || isDone);
      return {
        type: 'function_call',
        ...named,
        ...(known ? { call_id: callIdOf(index, callIds) } : {}),
        name: one.name,
        arguments: isDone ? JSON.stringify(one.input) : '',
      };
    }
    case 'search': {
      const status = one.failed ? 'failed' : 'completed';
      return {
        type: 'web_search_call',
        ...named,
        status: isDone ? status : 'in_progress',
        action: { type: 'search', query: one.query },
      };
    }
  }
}
