// A second, small model of the prompt cache, written from docs/simulator.md alone: it keeps whole
// prompts as lists of tokens and compares them one by one, without blocks, hashes or trees. On
// generated sessions it and the simulator must report the same counts. Only the tokenizer is
// shared.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createTestSimulator,
  createWordTokenizer,
  send,
  words,
} from '../src/backends/simulator/simulator.test-support.ts';
import type { ModelStep } from '../src/domain/model-step.ts';
import { propertyRuns } from '../src/lib/property-runs.test-support.ts';

const tokenizer = createWordTokenizer();

/**
 * The measured rules, written out: model, month, step, hidden prefix, outputs cached, turns kept,
 * idle ms, and what an image of 1,000 tokens takes in the cache.
 */
const kinds = [
  ['gpt-5.5', '', 512, 127, false, false, 3_433_000, 834],
  ['gpt-5.6-sol', '', 1024, 148, false, true, 1_598_332, 834],
  ['gpt-5.6-terra', '', 512, 141, false, true, 1_598_332, 834],
  ['gpt-5.4', '2026-04', 128, 77, true, false, 1_940_448, 833],
  ['gpt-5.4', '2026-03', 128, 121, true, false, 271_367, 1000],
  ['gpt-5.4', '', 512, 84, false, false, 3_600_000, 834],
] as const;
type Kind = (typeof kinds)[number];

interface Item {
  readonly type: string;
  readonly role?: string;
  readonly content?: string | readonly { readonly text?: string; readonly image_url?: string }[];
  readonly encrypted_content?: string;
}

/** A prompt as a list of tokens; reasoning is as many tokens as it had, told apart by its text. */
function tokensOf(
  input: readonly Item[],
  keepsAll: boolean,
  reasoned: Map<string, number>,
  imageTokens: number,
) {
  const tokens: string[] = [];
  const lastUser = input.findLastIndex(({ role }) => role === 'user');
  for (const [index, item] of input.entries()) {
    if (item.type === 'reasoning') {
      if (!keepsAll && index < lastUser) continue;
      const sealed = item.encrypted_content ?? '';
      for (let at = 0; at < (reasoned.get(sealed) ?? 0); at++) tokens.push(`${sealed} ${at}`);
      continue;
    }
    const { content } = item;
    const url = typeof content === 'string' ? undefined : content?.[0]?.image_url;
    if (url !== undefined) {
      for (let at = 0; at < imageTokens; at++) tokens.push(`${url} ${at}`);
      continue;
    }
    const text = typeof content === 'string' ? content : (content?.[0]?.text ?? '');
    for (const id of tokenizer.encode(text)) tokens.push(String(id));
  }
  return tokens;
}

function sharedLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

/** What is said next, how long after, and how many of the last items are taken back first. */
const move = fc.record({
  role: fc.constantFrom('user', 'developer', 'developer'),
  size: fc.integer({ min: 1, max: 1500 }),
  takenBack: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.nat(6) },
  ),
  pauseMs: fc.oneof(
    { weight: 6, arbitrary: fc.nat(60_000) },
    { weight: 1, arbitrary: fc.nat(4_000_000) },
  ),
  reasoning: fc.constantFrom(0, 33, 123, 516),
  isImage: fc.oneof(
    { weight: 4, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});
type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never;

const sessions = propertyRuns(50);

async function compare(kind: Kind, moves: readonly Move[]): Promise<number> {
  const [model, month, step, hidden, cachesOutputs, keepsAll, idleMs, image] = kind;
  let now = 1_000_000;
  let next: ModelStep = { reasoningTokens: 0, summary: [], text: '', calls: [] };
  const parameters = { profile_date: month };
  const backend = createTestSimulator({ nextStep: () => next }, parameters, { nowMs: () => now });
  const reasoned = new Map<string, number>();
  const held: { tokens: string[]; atMs: number }[] = [];
  let input: Item[] = [];
  for (const [index, made] of moves.entries()) {
    const { role, size, takenBack, pauseMs, reasoning, isImage } = made;
    now += pauseMs;
    input = input.slice(0, Math.max(0, input.length - takenBack));
    const picture = [{ type: 'input_image', image_url: `https://pictures.test/${index}.png` }];
    const content = isImage ? picture : words(`said${index}`, size);
    input.push({ type: 'message', role, content });
    const text = words(`answer${index}`, 40);
    next = { reasoningTokens: reasoning, summary: [], text, calls: [] };
    const include = ['reasoning.encrypted_content'];
    const { response, items } = await send(backend, { model, input, include });

    // In the cache, and as usage counts it.
    const prompt = tokensOf(input, keepsAll, reasoned, image);
    const billed = tokensOf(input, keepsAll, reasoned, 1000);
    const fresh = held.filter(({ atMs }) => now - atMs <= idleMs);
    const prefix = Math.max(0, ...fresh.map(({ tokens }) => sharedLength(tokens, prompt)));
    const stepped = step * Math.floor((prefix + hidden) / step) - hidden;
    const counted = 128 * Math.floor(Math.max(0, stepped) / 128);
    expect(response?.usage).toMatchObject({
      input_tokens: billed.length,
      input_tokens_details: { cached_tokens: counted < 1024 ? 0 : counted },
      output_tokens: reasoning + 40,
    });

    const answer = items as unknown as Item[];
    for (const item of answer) {
      if (item.type === 'reasoning') reasoned.set(item.encrypted_content ?? '', reasoning);
    }
    const after = cachesOutputs ? [...prompt, ...tokensOf(answer, true, reasoned, image)] : prompt;
    held.push({ tokens: after, atMs: now });
    input = [...input, ...answer.map(({ id: _id, ...item }: Item & { id?: string }) => item)];
  }
  return moves.length;
}

test(`an independent model reports the same counts in ${sessions} generated sessions`, async () => {
  let requests = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...kinds),
      fc.array(move, { minLength: 4, maxLength: 16 }),
      async (kind, moves) => {
        requests += await compare(kind, moves);
      },
    ),
    { numRuns: sessions, seed: 14 },
  );
  expect(requests).toBeGreaterThan(sessions * 6);
});
