// Faults in when and how things are streamed, and in what newer clients send.
import { eachEvent, type Faults } from './fault.ts';

export const streamingFaults: Faults = {
  'first-text-at-once': { answer: () => undefined },
  'ends-at-the-end': { received: (text) => text },
  'leaving-cancels': { ignoresLeaving: true },
  'silence-filled': { pingMs: 600_000 },
  'event-order': {
    answer: (answer) => {
      answer.text = eachEvent(answer.text, (event) =>
        event.type === 'message_delta' ? null : event,
      );
    },
  },
  'event-names': {
    answer: (answer) => {
      answer.text = answer.text.replaceAll(/^event: .*\n/gm, '');
    },
  },
  'bad-event-survived': {
    received: (text) => text.slice(0, /"delta":\n/.exec(text)?.index),
  },
};

export const threadFaults: Faults = {
  'sampling-parameters': {
    upstream: ({ body, client }) => {
      body.temperature = client.temperature;
    },
  },
  'unknown-fields': {
    upstream: ({ body, client }) => {
      body.some_future_field = client.some_future_field;
    },
  },
  'thread-begins': {
    answer: (answer) => {
      if (answer.client.thread) answer.status = 400;
    },
  },
  'thread-not-forgotten': { client: (body) => void delete body.thread },
  'message-id': {
    answer: (answer) => {
      answer.text = answer.text.replace('"id":"resp_', '"id":"msg_');
    },
  },
};
