// Faults in what happens to reasoning.
import type { Faults, Json, Upstream } from './fault.ts';

const isReasoning = (item: Json): boolean => item.type === 'reasoning';

function dropReasoning({ body }: Upstream, drops: (index: number) => boolean): void {
  body.input = body.input.filter(
    (item: Json, index: number) => !isReasoning(item) || !drops(index),
  );
}

/** The user's last words, behind which a user turn begins. */
const turnStart = (input: Json[]): number => input.findLastIndex((item) => item.role === 'user');

export const reasoningFaults: Faults = {
  'reasoning-asked': { upstream: ({ body }) => void delete body.include },
  'reasoning-kept': { upstream: (request) => dropReasoning(request, () => true) },
  'reasoning-kept-for-good': {
    upstream: (request) => dropReasoning(request, (index) => index < turnStart(request.body.input)),
  },
  'reasoning-bytes': {
    upstream: ({ body }) => {
      for (const item of body.input.filter(isReasoning)) {
        item.encrypted_content = `gAAAAA${item.encrypted_content.slice(6, -4)}abcd`;
      }
    },
  },
  'reasoning-in-place': {
    upstream: ({ body }) => {
      const reasoning = body.input.filter(isReasoning);
      body.input = [...reasoning, ...body.input.filter((item: Json) => !isReasoning(item))];
    },
  },
  'reasoning-once': {
    upstream: ({ body }) => {
      body.input = body.input.flatMap((item: Json) => (isReasoning(item) ? [item, item] : [item]));
    },
  },
  'reasoning-not-empty': {
    upstream: ({ body }) => {
      for (const item of body.input.filter(isReasoning)) delete item.encrypted_content;
    },
  },
  'reasoning-not-as-text': {
    client: (body) => {
      body.thinking = { type: 'enabled', budget_tokens: 2000 };
    },
    upstream: ({ body }) => {
      body.input = body.input.map((item: Json) =>
        isReasoning(item)
          ? { type: 'message', role: 'assistant', content: '<thinking>clear</thinking>' }
          : item,
      );
    },
  },
};
