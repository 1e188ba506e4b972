// Laws of an answer, whatever a server leaves out, renames, misplaces and repeats: every item once
// and in order, the end as it is, ids that tell calls apart, and one message however it is read or
// cut.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prepareTurn } from '../../continuity/prepare-turn.ts';
import { emptySessionState } from '../../domain/translator-state.ts';
import { propertyRuns } from '../../lib/property-runs.test-support.ts';
import { accumulateMessage } from '../../wire/anthropic/accumulate-message.ts';
import type { AnthropicMessage } from '../../wire/anthropic/message.ts';
import { parseSse } from '../../wire/sse.ts';
import { inputOf, sseBytes } from '../conversation.test-support.ts';
import { emptyAnswerText } from '../empty-answer.ts';
import { translateFailure } from '../errors.ts';
import { translateRequest } from '../request/translate-request.ts';
import { type ModelAnswer, type ModelItem, modelAnswers } from './answer-model.test-support.ts';
import { createResponseTranslator } from './response-translator.ts';

const turn = prepareTurn(
  inputOf(
    {
      messages: [{ role: 'user', content: 'begin' }],
      tools: ['Bash', 'Write'].map((name) => ({ name, input_schema: { type: 'object' } })),
    } as never,
    { reasoning_continuity: true, reasoning_carrier: 'signature' },
  ),
);
const translation = translateRequest(turn, emptySessionState);

function translate(pieces: readonly Uint8Array[]) {
  const translator = createResponseTranslator(turn, translation);
  const text = pieces.map((piece) => translator.feed(piece)).join('');
  const end = translator.end();
  return { text: text + end.text, result: end.result };
}

/** One line an item, as the client must see it. */
function lineOf(item: ModelItem): string {
  switch (item.type) {
    case 'reasoning':
      return `(${item.text})`;
    case 'text':
      return item.text;
    case 'call':
      return `${item.name} ${JSON.stringify(item.input)}`;
    case 'search':
      return `search ${item.query}`;
  }
}

function linesOf({ content }: AnthropicMessage): string[] {
  return content.flatMap((block) => {
    switch (block.type) {
      case 'thinking':
        return [`(${block.thinking})`];
      case 'text':
        return block.text === emptyAnswerText ? [] : [block.text];
      case 'tool_use':
        return [`${block.name} ${JSON.stringify(block.input)}`];
      case 'server_tool_use':
        return [`search ${String(block.input['query'])}`];
      default:
        return [];
    }
  });
}

function stopOf({ items, server }: ModelAnswer): unknown {
  if (server.end.told !== null) return server.end.told;
  return items.some(({ type }) => type === 'call') ? 'tool_use' : 'end_turn';
}

function holds(name: string, law: (answer: ModelAnswer) => void): void {
  test(name, () => {
    fc.assert(fc.property(modelAnswers, law), { numRuns: propertyRuns(1000) });
  });
}

holds('every item comes exactly once and in order', (answer) => {
  const { result } = translate([sseBytes(answer.events)]);
  if (typeof answer.server.end.told === 'number') return;
  expect(result.message && linesOf(result.message)).toEqual(answer.items.map(lineOf));
});

holds('the end is true', (answer) => {
  const { text, result } = translate([sseBytes(answer.events)]);
  const { failure, message } = result;
  const told = failure === null ? message?.stop_reason : translateFailure(failure).status;
  expect(told).toBe(stopOf(answer));
  expect(text.includes('message_stop')).toBe(failure === null);
  expect(text.split('event: error').length - 1).toBe(failure === null ? 0 : 1);
});

holds('ids of calls and searches are there, and no two the same', ({ events }) => {
  const blocks = translate([sseBytes(events)]).result.message?.content ?? [];
  const ids = blocks.flatMap((block) => ('id' in block ? [String(block.id)] : []));
  expect(ids).not.toContain('');
  expect(new Set(ids).size).toBe(ids.length);
});

holds('each failed search is told as one, and no other', ({ items, events }) => {
  const blocks = translate([sseBytes(events)]).result.message?.content;
  if (blocks === undefined) return;
  const failed = blocks.flatMap((block) =>
    block.type === 'web_search_tool_result' ? [!Array.isArray(block.content)] : [],
  );
  expect(failed).toEqual(items.flatMap((item) => (item.type === 'search' ? [item.failed] : [])));
});

holds('one block is open at a time', ({ events }) => {
  let open: number | null = null;
  let next = 0;
  for (const { data } of parseSse(translate([sseBytes(events)]).text)) {
    const { type, index } = JSON.parse(data) as { type: string; index?: number };
    if (type === 'content_block_start') {
      expect([open, index]).toEqual([null, next++]);
      open = index ?? null;
    } else if (type === 'content_block_delta') expect(index).toBe(open);
    else if (type === 'content_block_stop') {
      expect(index).toBe(open);
      open = null;
    } else if (type === 'message_stop') expect(open).toBeNull();
  }
});

holds('the stream reads as the accumulated message', ({ events }) => {
  const { text, result } = translate([sseBytes(events)]);
  if (result.message === null) return;
  expect(accumulateMessage(text)?.content).toEqual(result.message.content);
});

test('where the bytes are cut changes nothing', () => {
  fc.assert(
    fc.property(modelAnswers, fc.array(fc.nat(4000), { maxLength: 8 }), ({ events }, cuts) => {
      const bytes = sseBytes(events);
      const points = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b)];
      const pieces = points.map((start, index) => bytes.subarray(start, points[index + 1]));
      expect(translate(pieces)).toEqual(translate([bytes]));
    }),
    { numRuns: propertyRuns(200) },
  );
});
