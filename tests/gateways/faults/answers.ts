// Faults in what the client gets.
import {
  type Answer,
  eachEvent,
  type Faults,
  type Json,
  pretendWhole,
  withUsage,
} from './fault.ts';

const isCall = (event: Json): boolean =>
  event.type === 'content_block_start' && event.content_block.type === 'tool_use';

const pretendDone = (answer: Answer): void => {
  answer.text = answer.text.replace(/"stop_reason":"\w+"/, '"stop_reason":"end_turn"');
};

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
  'error-400': {
    answer: (answer) => {
      if (answer.status === 400) answer.status = 502;
    },
  },
  'error-401': {
    answer: (answer) => {
      if (answer.status === 401) answer.status = 500;
    },
  },
  'error-429': { answer: ({ headers }) => void delete headers['retry-after'] },
  'error-5xx': {
    answer: (answer) => {
      if (answer.status >= 500) answer.status = 400;
    },
  },
  'error-context': {
    answer: (answer) => {
      answer.text = answer.text.replace('prompt is too long', 'too many tokens');
    },
  },
  'error-form': {
    answer: (answer) => {
      if (answer.status >= 400) answer.text = JSON.stringify({ detail: 'failed' });
    },
  },
  'failure-told': { answer: pretendWhole },
  'cut-told': { answer: pretendWhole },
  'incomplete-told': { answer: pretendDone },
  'filter-told': { answer: pretendDone },
  'overload-told': { answer: pretendWhole },
  'plain-message': {
    client: (body) => {
      if ('stream' in body) body.stream = true;
    },
  },
  'count-tokens': {
    answer: (answer) => {
      if (answer.path.includes('count_tokens')) answer.status = 404;
    },
  },
};
