// Faults that change the start of the prompt.
import { type Faults, isReminder, type Json } from './fault.ts';

let stamp = 0;

const sortKeys = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key])]),
  );
};

export const prefixFaults: Faults = {
  'prefix-grows': {
    upstream: ({ body }) => {
      body.instructions = `Request ${++stamp}. ${body.instructions ?? ''}`;
    },
  },
  'tools-order': {
    upstream: ({ body }) => body.tools.sort((a: Json, b: Json) => a.name.localeCompare(b.name)),
  },
  'tools-added': {
    upstream: ({ body }) =>
      void body.tools.push({ type: 'function', name: 'more', parameters: {}, strict: false }),
  },
  'schema-order': {
    upstream: ({ body }) => {
      body.tools = body.tools.map(sortKeys);
    },
  },
  'arguments-order': {
    upstream: ({ body }) => {
      for (const item of body.input) {
        if (item.type !== 'function_call') continue;
        const input = JSON.parse(item.arguments);
        item.arguments = JSON.stringify(Object.fromEntries(Object.entries(input).reverse()));
      }
    },
  },
  'billing-line': { options: { strip_billing_header: false } },
  'reminders-in-place': {
    upstream: ({ body }) => {
      const told = body.input.filter(isReminder);
      body.input = body.input.filter((item: Json) => !isReminder(item));
      body.instructions = `${body.instructions ?? ''}${JSON.stringify(told)}`;
    },
  },
  'late-tool-last': { options: { tool_order: 'as-sent' } },
  'effort-stable': {
    upstream: ({ body, client }) => {
      body.reasoning = { effort: client.output_config?.effort };
    },
  },
  'same-request-same-bytes': {
    upstream: ({ body }) => {
      body.instructions = `${body.instructions ?? ''} It is ${++stamp} o'clock.`;
    },
  },
  'cache-markers-dropped': {
    upstream: ({ body }) => {
      body.input.at(-1).cache_control = { type: 'ephemeral' };
    },
  },
};
