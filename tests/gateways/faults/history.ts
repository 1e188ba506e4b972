// Faults in the shape of the history.
import type { Faults, Json } from './fault.ts';

export const historyFaults: Faults = {
  'calls-paired': {
    upstream: ({ body }) => {
      body.input = body.input.filter((item: Json) => item.type !== 'function_call_output');
    },
  },
  'results-by-id': {
    upstream: ({ body }) => {
      const outputs = body.input.filter((item: Json) => item.type === 'function_call_output');
      const [one, other] = outputs.slice(1, 3);
      if (other) [one.output, other.output] = [other.output, one.output];
    },
  },
  'last-message-sent': {
    upstream: ({ body }) => {
      if (body.input.length > 2) body.input.pop();
    },
  },
};
