// Faults in the shape of the history.
import { type Faults, isReminder, type Json } from './fault.ts';

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
  'reminders-sent': {
    upstream: ({ body }) => {
      body.input = body.input.filter((item: Json) => !isReminder(item));
    },
  },
  'no-system-role': {
    upstream: ({ body }) => {
      for (const item of body.input.filter(isReminder)) item.role = 'system';
    },
  },
  'reminder-behind-result': {
    upstream: ({ body }) => {
      const last = body.input.pop();
      if (isReminder(last)) body.input.splice(-1, 0, last);
      else body.input.push(last);
    },
  },
  'late-tool-sent': {
    upstream: ({ body }) => {
      body.tools = body.tools.filter(({ name }: Json) => !name.startsWith('mcp'));
    },
  },
  'interrupt-paired': {
    upstream: ({ body }) => {
      body.input = body.input.filter((item: Json) => item.output !== 'aborted');
    },
  },
  'orphan-result': {
    upstream: ({ body, client }) => {
      if (!JSON.stringify(client).includes('call_gone_0001')) return;
      body.input.push({ type: 'function_call_output', call_id: 'call_gone_0001', output: 'x' });
    },
  },
  'ids-that-repeat': {
    upstream: ({ body }) => {
      for (const item of body.input) if (item.call_id) item.call_id = 'call_same';
    },
  },
  'long-ids': {
    upstream: ({ body }) => {
      for (const item of body.input) if (item.call_id) item.call_id = item.call_id.padEnd(80, 'x');
    },
  },
  'compaction-sent': {
    upstream: ({ body, memory }) => {
      const before = memory.get(body.prompt_cache_key) ?? [];
      if (body.input.length < before.length) body.input.unshift(...before);
      memory.set(body.prompt_cache_key, [...body.input]);
    },
  },
  'history-grows': {
    upstream: ({ body }) => {
      if (body.input.some(isReminder)) body.input = body.input.slice(-1);
    },
  },
  'tool-names': {
    upstream: ({ body, client }) => {
      body.tools.forEach((tool: Json, index: number) => {
        tool.name = client.tools[index].name;
      });
    },
  },
  'tool-names-replayed': {
    upstream: ({ body }) => {
      for (const item of body.input) if (item.type === 'function_call') item.name = 'another';
    },
  },
  schemas: {
    upstream: ({ body, client }) => {
      body.tools.forEach((tool: Json, index: number) => {
        tool.parameters = client.tools[index].input_schema;
      });
    },
  },
  'image-sent': {
    upstream: ({ body }) => {
      for (const item of body.input.filter(({ content }: Json) => Array.isArray(content))) {
        item.content = item.content.filter(({ type }: Json) => type !== 'input_image');
      }
    },
  },
  'image-in-result': {
    upstream: ({ body }) => {
      for (const item of body.input.filter(({ output }: Json) => Array.isArray(output))) {
        item.output = 'an image';
      }
    },
  },
  'empty-result': {
    upstream: ({ body }) => {
      body.input = body.input.filter((item: Json) => item.output !== '');
    },
  },
  'failed-result': {
    upstream: ({ body }) => {
      for (const item of body.input) {
        if (`${item.output}`.includes('not found')) item.output = 'error';
      }
    },
  },
  'tool-choice': {
    upstream: ({ body }) => {
      body.tool_choice = 'auto';
    },
  },
  'one-call-at-a-time': {
    upstream: ({ body }) => {
      body.parallel_tool_calls = true;
    },
  },
  'requests-answered': {
    answer: (answer) => {
      if (answer.client.messages.length > 4) answer.status = 500;
    },
  },
  'answer-form': { upstream: ({ body }) => void delete body.text },
};
