// Prompts counted in tokens.
import { expect, test } from 'vitest';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { evenFraming } from '../profiles/framing.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import { createPromptChains } from './prompt-chains.ts';
import { commonPrompt, promptTokens, renderRequest, segmentTokens } from './prompt-tokens.ts';

/** A token a character. */
const tokenizer: Tokenizer = {
  name: 'characters',
  encode: (text) => [...text].map((character) => character.codePointAt(0) ?? 0),
  count: (text) => [...text].length,
};
const breakpoint = { prompt_cache_breakpoint: { mode: 'explicit' } };
const request = (marked: boolean): ResponsesRequest => {
  const part = { type: 'input_text', text: 'abc', ...(marked && breakpoint) };
  const content = [part, { type: 'input_text', text: 'defg' }];
  return {
    model: 'm',
    stream: true,
    store: false,
    input: [{ type: 'message', role: 'user', content }] as ResponsesRequest['input'],
  };
};

test('a breakpoint inside a message is not a token of the prompt', () => {
  const [plain, marked] = [request(false), request(true)].map((one) => renderRequest(one));
  expect(marked).toHaveLength(2);
  // Four framing tokens, 'abc', a line break, 'defg'.
  expect(promptTokens(plain ?? [], tokenizer)).toBe(12);
  expect(promptTokens(marked ?? [], tokenizer)).toBe(12);
  expect(commonPrompt(marked ?? [], marked ?? [], tokenizer).tokens).toBe(12);
});

test('segments are counted as the chain of the prompt counts them', () => {
  const segments = renderRequest(request(true));
  const chain = createPromptChains(tokenizer, {
    step: 128,
    hiddenPrefix: 0,
    framing: evenFraming(7),
  }).chain('salt', segments);
  expect(segments.map((segment) => segmentTokens(segment, tokenizer, evenFraming(7)))).toEqual(
    chain.segmentTokens,
  );
});
