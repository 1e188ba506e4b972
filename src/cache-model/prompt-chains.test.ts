import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { evenFraming } from '../profiles/framing.ts';
import { countableTokens, countLeadingBlocks, extendChain, startChain } from './prefix-cache.ts';
import { createPromptChains, opaqueTokenIds } from './prompt-chains.ts';
import type { PromptSegment } from './render-prompt.ts';

/** One token per character. */
const tokenizer: Tokenizer = {
  name: 'characters',
  encode: (text) => [...text].map((character) => character.codePointAt(0) ?? 0),
  count: (text) => [...text].length,
};
const text = (content: string, frame = 'f'): PromptSegment => ({
  kind: 'text',
  pointer: '',
  frame,
  text: content,
});

/** Blocks that two prompts share, by their own chains. */
function shared(a: PromptSegment[], b: PromptSegment[], quantum = 4, frameTokens = 0): number {
  const chains = createPromptChains(tokenizer, {
    step: quantum,
    hiddenPrefix: 0,
    framing: evenFraming(frameTokens),
  });
  const known = new Set(chains.chain('salt', a).blocks);
  return countLeadingBlocks(chains.chain('salt', b).blocks, (block) => known.has(block));
}

describe('blocks', () => {
  test('whole blocks of the common prefix are shared, across segment borders', () => {
    expect(shared([text('abcdef'), text('ghij')], [text('abcdefgh'), text('xy')])).toBe(2);
  });

  test('a difference inside a block loses that block and all that follow', () => {
    expect(shared([text('abcdefghijkl')], [text('abcdeXghijkl')])).toBe(1);
  });

  test('another salt shares nothing', () => {
    const chains = createPromptChains(tokenizer, {
      step: 4,
      hiddenPrefix: 0,
      framing: evenFraming(0),
    });
    const one = chains.chain('a', [text('abcdefgh')]).blocks;
    expect(chains.chain('b', [text('abcdefgh')]).blocks).not.toEqual(one);
  });

  test('framing tokens belong to the kind of item', () => {
    expect(shared([text('abcd', 'message/user')], [text('abcd', 'message/user')], 4, 4)).toBe(2);
    expect(shared([text('abcd', 'message/user')], [text('abcd', 'function_call')], 4, 4)).toBe(0);
  });

  test('opaque tokens are equal for equal identities only', () => {
    const opaque = (identity: string): PromptSegment => ({
      ...({ kind: 'opaque', pointer: '', what: 'reasoning' } as const),
      identity,
      tokens: 8,
    });
    expect(shared([opaque('a')], [opaque('a')])).toBe(2);
    expect(shared([opaque('a')], [opaque('b')])).toBe(0);
    expect(opaqueTokenIds('a', 100).every((id) => id >= 0x40000000 && id < 0x80000000)).toBe(true);
  });

  test('law: a prompt that was extended is the prompt in one', () => {
    const letters = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 9 }));
    fc.assert(
      fc.property(letters, letters, (before, after) => {
        const chains = createPromptChains(tokenizer, {
          step: 4,
          hiddenPrefix: 0,
          framing: evenFraming(2),
        });
        const [one, other] = [before.map((part) => text(part)), after.map((part) => text(part))];
        const extended = chains.extend(chains.chain('salt', one), other);
        expect(extended).toEqual(
          createPromptChains(tokenizer, {
            step: 4,
            hiddenPrefix: 0,
            framing: evenFraming(2),
          }).chain('salt', [...one, ...other]),
        );
      }),
    );
  });

  test('law: shared blocks are the common prefix in whole blocks', () => {
    const letters = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 9 }));
    fc.assert(
      fc.property(letters, letters, fc.integer({ min: 1, max: 5 }), (a, b, quantum) => {
        const [one, other] = [a.join(''), b.join('')];
        let common = 0;
        while (common < one.length && one[common] === other[common]) common++;
        const found = shared(
          a.map((part) => text(part)),
          b.map((part) => text(part)),
          quantum,
        );
        expect(found).toBe(Math.floor(common / quantum));
      }),
    );
  });

  test('law: a prompt in pieces has the blocks of the prompt in one', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(1000))), (pieces) => {
        let chain = startChain('s');
        const blocks: number[] = [];
        for (const piece of pieces) {
          chain = extendChain(chain, piece, 3);
          blocks.push(...chain.newBlocks);
        }
        expect(blocks).toEqual(extendChain(startChain('s'), pieces.flat(), 3).newBlocks);
      }),
    );
  });
});

test.each([
  [0, 0],
  [1023, 0],
  [1024, 1024],
  [1151, 1024],
  [1152, 1152],
])('of a prefix of %i tokens %i count in blocks of 128', (prefix, tokens) => {
  expect(countableTokens(prefix, { step: 128, hiddenPrefix: 0, quantum: 128, minimum: 1024 })).toBe(
    tokens,
  );
});

test('a prompt is the same whatever was asked for before it, whole or with more behind', () => {
  const rule = { step: 4, hiddenPrefix: 1, framing: evenFraming(2) };
  const piece = fc.constantFrom('a', 'bcd', 'efghijk').map((content) => text(content));
  const prompt = fc.array(piece, { maxLength: 4 });
  const salt = fc.constantFrom('a', 'b');
  fc.assert(
    fc.property(fc.array(fc.tuple(salt, prompt, prompt), { maxLength: 8 }), (asked) => {
      const chains = createPromptChains(tokenizer, rule);
      for (const [name, start, rest] of asked) {
        const fresh = () => createPromptChains(tokenizer, rule);
        const begun = chains.chain(name, start);
        const whole = fresh().chain(name, [...start, ...rest]);
        expect(begun).toEqual(fresh().chain(name, start));
        expect(chains.extend(begun, rest)).toEqual(whole);
        expect(whole.end).toEqual(whole.ends.at(-1) ?? fresh().chain(name, []).end);
      }
    }),
  );
});
