// Faults in what happens to reasoning.
import { eachEvent, type Faults, type Json, type Upstream } from './fault.ts';

const isReasoning = (item: Json): boolean => item.type === 'reasoning';

function dropReasoning({ body }: Upstream, drops: (index: number) => boolean): void {
  body.input = body.input.filter(
    (item: Json, index: number) => !isReasoning(item) || !drops(index),
  );
}

/** Blocks of all messages of the client. */
const blocksOf = ({ messages }: Json): Json[] =>
  messages.flatMap(({ content }: Json) => (Array.isArray(content) ? content : []));

/** The user's last words, behind which a user turn begins. */
const turnStart = (input: Json[]): number => input.findLastIndex((item) => item.role === 'user');

export const reasoningFaults: Faults = {
  'context-as-asked': {
    upstream: ({ body }) => {
      body.reasoning = { ...body.reasoning, context: 'current_turn' };
    },
  },
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
  'reasoning-counted': { upstream: (request) => dropReasoning(request, () => true) },
  'reasoning-from-done': {
    received: (text) => {
      const begun = new Map<string, Json>();
      return eachEvent(text, (event) => {
        if (event.item?.type !== 'reasoning') return event;
        if (event.type === 'response.output_item.added') begun.set(event.item.id, event.item);
        return { ...event, item: begun.get(event.item.id) ?? event.item };
      });
    },
  },
  // Answers 200 to everything: what is lost is the newest reasoning item alone.
  'pin-answered': {
    upstream: ({ body }) => {
      const at = body.input.findLastIndex(isReasoning);
      if (at >= 0) body.input.splice(at, 1);
    },
  },
  'refused-recovers': { options: { recover: false } },
  'refused-late-recovers': { options: { recover: false } },
  'refused-not-again': {
    upstream: ({ body, memory }) => {
      const last = body.input.find((item: Json) => item.call_id === 'call_refused_02');
      const known = body.input.find(isReasoning);
      const isFirst = body.input.some((item: Json) => item.call_id === 'call_refused_01');
      if (known && isFirst && !last) memory.set('refused', known);
      if (last && !known) body.input.splice(body.input.indexOf(last), 0, memory.get('refused'));
    },
  },
  'foreign-thinking': {
    upstream: ({ body, client }) => {
      const { signature } = blocksOf(client).find(({ type }) => type === 'thinking') ?? {};
      const at = body.input.findIndex((item: Json) => item.role === 'assistant');
      if (!signature || at < 0) return;
      body.input.splice(at, 0, { type: 'reasoning', summary: [], encrypted_content: signature });
    },
  },
  'reasoning-of-model': {
    upstream: ({ body, memory }) => {
      const known = body.input.find(isReasoning);
      if (known) memory.set('known', known);
      const at = body.input.findIndex((item: Json) => item.role === 'assistant');
      if (!known && at >= 0 && memory.has('known')) body.input.splice(at, 0, memory.get('known'));
    },
  },
  'interrupt-reasoning': {
    upstream: ({ body }) => {
      const gone = body.input
        .filter((item: Json) => item.output === 'aborted')
        .map((item: Json) => item.call_id);
      body.input = body.input.filter((item: Json) => !gone.includes(item.call_id));
    },
  },
};
