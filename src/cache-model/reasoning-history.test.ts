import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ResponsesItem } from '../wire/responses/item.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import { bindTo, readHistory, unboundHistory } from './reasoning-history.ts';

const message = (role: string, content: string) => ({ type: 'message', role, content });
const request = (input: readonly object[], more: object = {}): ResponsesRequest =>
  ({ model: 'gpt-6-astra', stream: true, store: false, input, ...more }) as ResponsesRequest;

/** A conversation in which every answer reasons, as it grew: the history of each is known. */
function grow(texts: readonly string[], more: object = {}) {
  const histories = new Map<string, string>();
  const read = (content: string) => {
    const history = histories.get(content);
    return { identity: content, tokens: 1, ...(history !== undefined && { history }) };
  };
  const input: object[] = [];
  for (const [index, text] of texts.entries()) {
    input.push(message('user', text));
    const { history } = bindTo(readHistory(request(input, more), read), read(''));
    histories.set(`sealed ${index}`, history ?? '');
    input.push({ type: 'reasoning', id: `rs_${index}`, encrypted_content: `sealed ${index}` });
    input.push(message('assistant', `answer ${index}`));
  }
  return { input, read };
}
const places = (input: readonly object[], read: Parameters<typeof readHistory>[1], more = {}) => [
  ...readHistory(request(input, more), read).unbound,
];
const tools = [{ type: 'function', name: 'a', parameters: {} }];

test('a history that only grew keeps all reasoning; an edit loses what comes after it', () => {
  const texts = fc.array(fc.string(), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(texts, fc.nat(), fc.boolean(), (said, anywhere, removes) => {
      const { input, read } = grow(said);
      expect(places(input, read)).toEqual([]);
      const at = anywhere % input.length;
      const item = input[at] as ResponsesItem;
      const edited = [...input];
      edited.splice(at, 1, ...(removes ? [] : [message('user', 'another text')]));
      const kept = places(edited, read);
      const moved = removes ? 1 : 0;
      const after = input.flatMap((one, index) =>
        (one as ResponsesItem).type === 'reasoning' && index > at ? [index - moved] : [],
      );
      if (item.type !== 'reasoning') expect(kept).toEqual(after);
      // Reasoning itself does not count to the history, so leaving it out loses nothing else.
      else if (removes) expect(kept).toEqual([]);
    }),
  );
});

test('what was generated behind an edited history stays with it', () => {
  const { input, read } = grow(['a', 'b']);
  const edited = [message('user', 'A'), ...input.slice(1)];
  expect(places(edited, read)).toEqual([1, 4]);
  const { digest } = readHistory(request(edited), read);
  const later = [...edited, { type: 'reasoning', encrypted_content: 'new' }];
  const knows = (content: string) =>
    content === 'new' ? { ...read(content), history: digest ?? '' } : read(content);
  expect(places(later, knows)).toEqual([1, 4]);
});

test.each([
  ['tools', { tools }],
  ['the output format', { text: { format: { type: 'json_object' } } }],
  ['instructions', { instructions: 'be brief' }],
  ['the effort', { reasoning: { effort: 'high' } }],
])('%s are part of the history', (_what, more) => {
  const { input, read } = grow(['a', 'b']);
  expect(places(input, read, more)).toEqual([1, 4]);
  const own = grow(['a', 'b'], more);
  expect(places(own.input, own.read, more)).toEqual([]);
});

test.each([
  ['ids, statuses and phases', { id: 'msg_1', status: 'completed', phase: 'final_answer' }],
  ['the form of a text', { content: [{ type: 'output_text', text: 'answer 0', annotations: [] }] }],
])('%s are not', (_what, more) => {
  const { input, read } = grow(['a', 'b']);
  const same = input.map((item, index) => (index === 2 ? { ...item, ...more } : item));
  expect(places(same, read)).toEqual([]);
});

test('reasoning of which no history is known stays, and unbound models know none', () => {
  const { input } = grow(['a', 'b']);
  expect(places(input, (identity) => ({ identity, tokens: 1 }))).toEqual([]);
  expect(bindTo(unboundHistory, { identity: 'i', tokens: 1 })).toEqual({
    identity: 'i',
    tokens: 1,
  });
});

test('objects that are met again are not read again, and an edit before them is still seen', () => {
  const { input, read } = grow(['a', 'b']);
  const known = new WeakMap();
  const first = readHistory(request(input), read, known);
  expect(readHistory(request(input), read, known)).toEqual(first);
  const edited = [message('user', 'A'), ...input.slice(1)];
  expect([...readHistory(request(edited), read, known).unbound]).toEqual([1, 4]);
});
