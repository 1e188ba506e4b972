// One known change each to the last request of a recorded session: what `explain` must name.
import type { Cause } from '../src/explain/cause.ts';

interface Item {
  type: string;
  role?: string;
  call_id?: string;
  arguments?: string;
  output?: unknown;
  encrypted_content?: string;
  content?: { type: string; text: string }[];
}
interface Tool {
  type: string;
  name?: string;
  description?: string;
  parameters?: { properties: Record<string, unknown> };
}
export interface Request {
  model: string;
  instructions?: string;
  input: Item[];
  tools: Tool[];
  reasoning?: { effort?: string };
  text?: { format?: unknown; verbosity?: string };
  prompt_cache_key?: string;
}

export interface Planted {
  readonly name: string;
  readonly cause: Cause;
  /** Where the change is, given the request before it was changed. */
  readonly pointer: (request: Request) => string;
  readonly change: (request: Request) => void;
}

const at = (request: Request, index: number): Item => {
  const item = request.input.at(index);
  if (item === undefined) throw new RangeError(`no item ${index}`);
  return item;
};
/** Index of the nth item that fits, from the end when negative. */
const find = (request: Request, type: string, nth: number): number => {
  const places = request.input.flatMap((item, index) =>
    item.type === type || `${item.type}/${item.role}` === type ? [index] : [],
  );
  const place = places.at(nth);
  if (place === undefined) throw new RangeError(`no ${type} ${nth}`);
  return place;
};
/** The answered user turn before the last one: its items are in every later prompt. */
const outputs = (request: Request) =>
  request.input.flatMap(({ type }, index) => (type.endsWith('call_output') ? [index] : []));
const partOf = (request: Request, index: number) => {
  const part = at(request, index).content?.[0];
  if (part === undefined) throw new RangeError(`item ${index} has no part`);
  return part;
};
const tool = (name: string): Tool => ({
  ...{ type: 'function', name, description: 'a tool that came late', strict: false },
  parameters: { properties: { path: { type: 'string' } } },
});
const swap = <Value>(list: Value[], a: number, b: number): void => {
  const [left, right] = [list[a], list[b]];
  if (left === undefined || right === undefined) throw new RangeError('nothing to swap');
  list[a] = right;
  list[b] = left;
};
const reminder = '<system-reminder>\nremember the milk\n</system-reminder>\n';

const tools: Planted[] = [
  {
    name: 'the first two tools change places',
    cause: 'tools-reordered',
    pointer: () => '/tools/0',
    change: ({ tools: list }) => swap(list, 0, 1),
  },
  {
    name: 'the last two tools change places',
    cause: 'tools-reordered',
    pointer: ({ tools: list }) => `/tools/${list.length - 2}`,
    change: ({ tools: list }) => swap(list, list.length - 2, list.length - 1),
  },
  {
    name: 'the first tool goes to the end',
    cause: 'tools-reordered',
    pointer: () => '/tools/0',
    change: ({ tools: list }) => list.push(...list.splice(0, 1)),
  },
  {
    name: 'a tool is inserted at the start',
    cause: 'tool-inserted',
    pointer: () => '/tools/0',
    change: ({ tools: list }) => list.unshift(tool('aaa')),
  },
  {
    name: 'a tool is inserted in the middle',
    cause: 'tool-inserted',
    pointer: () => '/tools/4',
    change: ({ tools: list }) => list.splice(4, 0, tool('mmm')),
  },
  {
    name: 'a tool is appended',
    cause: 'tool-inserted',
    pointer: ({ tools: list }) => `/tools/${list.length}`,
    change: ({ tools: list }) => list.push(tool('zzz')),
  },
  {
    name: 'the first tool is removed',
    cause: 'tool-removed',
    pointer: () => '/tools/0',
    change: ({ tools: list }) => list.splice(0, 1),
  },
  {
    name: 'a tool in the middle is removed',
    cause: 'tool-removed',
    pointer: () => '/tools/3',
    change: ({ tools: list }) => list.splice(3, 1),
  },
  {
    name: 'all tools are gone',
    cause: 'tool-removed',
    pointer: () => '/tools',
    change: ({ tools: list }) => list.splice(0),
  },
  {
    name: 'a tool is described in other words',
    cause: 'tool-schema-changed',
    pointer: () => '/tools/1/description',
    change: ({ tools: list }) => Object.assign(list[1] as Tool, { description: 'other words' }),
  },
  {
    name: 'a tool gets a property',
    cause: 'tool-schema-changed',
    pointer: () => '/tools/1/parameters/properties/extra',
    change: ({ tools: list }) =>
      Object.assign(list[1]?.parameters?.properties ?? {}, { extra: { type: 'string' } }),
  },
  {
    name: 'the keys of a schema stand in another order',
    cause: 'tool-schema-changed',
    pointer: ({ tools: list }) =>
      `/tools/1/parameters/properties/${Object.keys(list[1]?.parameters?.properties ?? {})[0]}`,
    change: ({ tools: list }) => {
      const schema = list[1]?.parameters;
      if (schema === undefined) throw new RangeError('no schema');
      schema.properties = Object.fromEntries(Object.entries(schema.properties).reverse());
    },
  },
  {
    name: 'a tool takes another name',
    cause: 'tool-inserted',
    pointer: () => '/tools/2',
    change: ({ tools: list }) => Object.assign(list[2] as Tool, { name: 'renamed' }),
  },
];

const instructions: Planted[] = [
  {
    name: 'the system prompt begins with a line that changes',
    cause: 'instructions-changed',
    pointer: () => '/input/0',
    change: (request) => {
      const part = partOf(request, 0);
      part.text = `x-anthropic-billing-header: cc_version=1;\n${part.text}`;
    },
  },
  {
    name: 'the system prompt ends with another line',
    cause: 'instructions-changed',
    pointer: () => '/input/0',
    change: (request) => {
      partOf(request, 0).text += '\nToday is another day.';
    },
  },
  {
    name: 'a developer message stands before the first one',
    cause: 'instructions-changed',
    pointer: () => '/input/0',
    change: ({ input }) =>
      input.unshift({
        ...{ type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Hello' }] },
      }),
  },
  {
    name: '`instructions` is there all at once',
    cause: 'instructions-changed',
    pointer: () => '/instructions',
    change: (request) => Object.assign(request, { instructions: 'Be brief.' }),
  },
];

const messages: Planted[] = [
  {
    name: 'the first message of the user is edited',
    cause: 'message-changed',
    pointer: (request) => `/input/${find(request, 'message/user', 0)}`,
    change: (request) => {
      partOf(request, find(request, 'message/user', 0)).text += ' really';
    },
  },
  {
    name: 'the newest message of the user is edited',
    cause: 'message-changed',
    pointer: (request) => `/input/${find(request, 'message/user', -1)}`,
    change: (request) => {
      partOf(request, find(request, 'message/user', -1)).text += ' really';
    },
  },
  {
    name: 'an answer of the model is edited',
    cause: 'message-changed',
    pointer: (request) => `/input/${find(request, 'message/assistant', 0)}`,
    change: (request) => {
      partOf(request, find(request, 'message/assistant', 0)).text += ' Or so.';
    },
  },
  {
    name: 'an answer of the model is removed',
    cause: 'message-changed',
    pointer: (request) => `/input/${find(request, 'message/assistant', 0)}`,
    change: (request) => request.input.splice(find(request, 'message/assistant', 0), 1),
  },
  {
    name: 'an earlier call and its output are removed',
    cause: 'message-changed',
    pointer: (request) => `/input/${find(request, 'function_call', 2)}`,
    change: (request) => {
      const place = find(request, 'function_call', 2);
      const { call_id: id } = at(request, place);
      request.input = request.input.filter((item) => item.call_id !== id);
    },
  },
  {
    name: 'the arguments of a call are written again',
    cause: 'message-changed',
    pointer: (request) => `/input/${find(request, 'function_call', 1)}`,
    change: (request) => {
      const item = at(request, find(request, 'function_call', 1));
      item.arguments = JSON.stringify(JSON.parse(item.arguments ?? ''), null, 1);
    },
  },
  {
    name: 'a reminder joins an old message',
    cause: 'system-reminder-moved',
    pointer: (request) => `/input/${find(request, 'message/user', 0)}`,
    change: (request) => {
      const part = partOf(request, find(request, 'message/user', 0));
      part.text = `${reminder}${part.text}`;
    },
  },
  {
    name: 'a reminder leaves for the end',
    cause: 'system-reminder-moved',
    pointer: (request) => `/input/${find(request, 'message/user', -1)}`,
    change: (request) => {
      const part = partOf(request, find(request, 'message/user', -1));
      part.text = `${part.text}\n${reminder}`;
    },
  },
  {
    name: 'a message that is nothing but a reminder is put in the middle',
    cause: 'system-reminder-moved',
    pointer: (request) => `/input/${find(request, 'message/user', -1)}`,
    change: (request) =>
      request.input.splice(find(request, 'message/user', -1), 0, {
        ...{ type: 'message', role: 'user', content: [{ type: 'input_text', text: reminder }] },
      }),
  },
];

const results: Planted[] = [
  ...[0, 1, 2].map(
    (nth): Planted => ({
      name: `the result of call ${nth} is another one`,
      cause: 'tool-result-changed',
      pointer: (request) => `/input/${outputs(request)[nth]}`,
      change: (request) => {
        at(request, outputs(request)[nth] ?? -1).output = 'another result';
      },
    }),
  ),
  {
    name: 'an old result is cleared',
    cause: 'tool-result-changed',
    pointer: (request) => `/input/${outputs(request)[0]}`,
    change: (request) => {
      at(request, outputs(request)[0] ?? -1).output = '';
    },
  },
  {
    name: 'the results of parallel calls change places',
    cause: 'tool-results-reordered',
    pointer: (request) => `/input/${outputs(request)[1]}`,
    change: (request) => swap(request.input, outputs(request)[1] ?? -1, outputs(request)[2] ?? -1),
  },
];

const settings: Planted[] = [
  {
    name: 'another effort',
    cause: 'setting-changed',
    pointer: () => '/reasoning/effort',
    change: (request) => Object.assign(request.reasoning ?? {}, { effort: 'xhigh' }),
  },
  {
    name: 'no effort',
    cause: 'setting-changed',
    pointer: () => '/reasoning/effort',
    change: (request) => {
      delete request.reasoning?.effort;
    },
  },
  {
    name: 'another model',
    cause: 'setting-changed',
    pointer: () => '/model',
    change: (request) => Object.assign(request, { model: 'gpt-5.4' }),
  },
  {
    name: 'an output format',
    cause: 'setting-changed',
    pointer: () => '/text/format',
    change: (request) =>
      Object.assign(request, { text: { format: { type: 'json_schema', schema: {} } } }),
  },
];

const reasoning: Planted[] = [
  {
    name: 'reasoning of this user turn is dropped',
    cause: 'reasoning-dropped',
    pointer: (request) => `/input/${find(request, 'reasoning', -2)}`,
    change: (request) => request.input.splice(find(request, 'reasoning', -2), 1),
  },
  {
    name: 'all reasoning is dropped',
    cause: 'reasoning-dropped',
    // The place of the first one that was in the prompt, less those before it that are gone too.
    pointer: (request) => {
      const place = find(request, 'reasoning', -2);
      const gone = request.input.slice(0, place).filter(({ type }) => type === 'reasoning');
      return `/input/${place - gone.length}`;
    },
    change: (request) => {
      request.input = request.input.filter(({ type }) => type !== 'reasoning');
    },
  },
  {
    name: 'reasoning is another one',
    cause: 'reasoning-dropped',
    pointer: (request) => `/input/${find(request, 'reasoning', -2)}`,
    change: (request) => {
      const item = at(request, find(request, 'reasoning', -2));
      item.encrypted_content = `${item.encrypted_content}AA`;
    },
  },
  {
    name: 'a new message of the user: the model leaves out the reasoning before it',
    cause: 'reasoning-ignored',
    pointer: (request) => `/input/${find(request, 'reasoning', -2)}`,
    change: ({ input }) =>
      input.push({
        ...{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'And now?' }] },
      }),
  },
];

export const plantedBreaks: readonly Planted[] = [
  ...[...tools, ...instructions, ...messages],
  ...[...results, ...settings, ...reasoning],
];
