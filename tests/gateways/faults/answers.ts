// Faults in what the client gets.
import { eachEvent, type Faults, type Json, withUsage } from './fault.ts';

const isCall = (event: Json): boolean =>
  event.type === 'content_block_start' && event.content_block.type === 'tool_use';

export const answerFaults: Faults = {
  'calls-arrive': {
    answer: (answer) => {
      answer.text = eachEvent(answer.text, (event) =>
        isCall(event) ? { ...event, content_block: { ...event.content_block, name: '' } } : event,
      );
    },
  },
  'arguments-whole': {
    answer: (answer) => {
      let deltas = 0;
      answer.text = eachEvent(answer.text, (event) =>
        event.delta?.type === 'input_json_delta' && ++deltas > 1 ? null : event,
      );
    },
  },
  'text-arrives': {
    answer: (answer) => {
      answer.text = eachEvent(answer.text, (event) =>
        event.delta?.type === 'text_delta' ? [event, event] : event,
      );
    },
  },
  'stop-reason': {
    answer: (answer) => {
      answer.text = answer.text.replace('"stop_reason":"tool_use"', '"stop_reason":"end_turn"');
    },
  },
  'usage-input': {
    answer: (answer) => {
      answer.text = withUsage(answer.text, (usage) => ({
        ...usage,
        input_tokens: usage.input_tokens + usage.cache_read_input_tokens,
      }));
    },
  },
  'usage-cached': {
    answer: (answer) => {
      answer.text = withUsage(answer.text, (usage) => ({ ...usage, cache_read_input_tokens: 0 }));
    },
  },
  'usage-output': {
    answer: (answer) => {
      answer.text = withUsage(answer.text, (usage) => ({ ...usage, output_tokens: 1 }));
    },
  },
  'one-block-open': {
    answer: (answer) => {
      answer.text = eachEvent(answer.text, (event) =>
        event.type === 'content_block_stop' ? null : event,
      );
    },
  },
};
