// Faults in the cache key and the session header.
import type { Faults } from './fault.ts';

let requests = 0;
const freshId = (): string => `request-${++requests}`;

export const keyFaults: Faults = {
  'key-present': { upstream: ({ body }) => void delete body.prompt_cache_key },
  'key-stable': {
    upstream: ({ body }) => {
      body.prompt_cache_key = freshId();
    },
  },
  'key-length': {
    client: (_body, headers, memory) =>
      void memory.set('named', headers.has('x-claude-code-session-id')),
    upstream: ({ body, client, memory }) => {
      if (!memory.get('named')) body.prompt_cache_key = client.metadata.user_id;
    },
  },
  'session-header-present': { upstream: ({ headers }) => void headers.delete('session-id') },
  'session-header-spelled': {
    upstream: ({ headers }) => {
      headers.set('session_id', headers.get('session-id') ?? '');
      headers.delete('session-id');
    },
  },
  'turn-state': {
    upstream: ({ headers, memory }) => {
      const state = headers.get('x-codex-turn-state') ?? memory.get('state');
      memory.set('state', state);
      if (state) headers.set('x-codex-turn-state', state);
    },
  },
  'session-header-stable': { upstream: ({ headers }) => void headers.set('session-id', freshId()) },
};

export const sessionFaults: Faults = {
  'key-per-session': {
    upstream: ({ body }) => {
      body.prompt_cache_key = 'one-device';
    },
  },
  'key-from-metadata': {
    upstream: ({ body, client }) => {
      body.prompt_cache_key = client.metadata.user_id.slice(0, 64);
    },
  },
  'session-header-per-session': {
    upstream: ({ headers }) => void headers.set('session-id', 'one-device'),
  },
  'answers-apart': {
    answer: (answer) => {
      const earlier = answer.memory.get('answer');
      answer.memory.set('answer', answer.text);
      if (answer.text.includes('Answer for')) answer.text = earlier ?? answer.text;
    },
  },
  'reasoning-apart': {
    upstream: ({ body, memory }) => {
      body.input = body.input.map((item: { type: string }) => {
        if (item.type !== 'reasoning') return item;
        if (!memory.has('reasoning')) memory.set('reasoning', item);
        return memory.get('reasoning');
      });
    },
  },
  'callers-apart': { client: (_body, headers) => void headers.set('x-api-key', 'one') },
  'agents-apart': { client: (_body, headers) => void headers.delete('x-claude-code-agent-id') },
  'reasoning-of-account': {
    client: (_body, headers, memory) => {
      memory.set('key', headers.get('x-api-key'));
      headers.set('x-api-key', 'one');
    },
    upstream: ({ headers, memory }) => {
      headers.set('authorization', `Bearer ${memory.get('key')}`);
    },
  },
};
