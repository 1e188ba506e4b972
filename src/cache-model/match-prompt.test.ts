// Chains and counting agree on where blocks end.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { evenFraming } from '../profiles/framing.ts';
import { countCached } from './cached-count.ts';
import { type MatchRules, matchPrompt } from './match-prompt.ts';
import { createPromptChains } from './prompt-chains.ts';

const tokenizer: Tokenizer = {
  name: 'characters',
  encode: (text) => [...text].map((character) => character.codePointAt(0) ?? 0),
  count: (text) => [...text].length,
};

test('a prompt that is held whole counts as the rule says, also with a step under the hidden prefix', () => {
  const whole = fc.integer({ min: 1, max: 300 });
  fc.assert(
    fc.property(fc.nat(2_000), whole, fc.nat(300), whole, (tokens, step, hiddenPrefix, quantum) => {
      const rule = { step, hiddenPrefix, quantum };
      const text = 'a'.repeat(tokens);
      const segments = [{ kind: 'text', pointer: '/input/0', frame: 'f', text } as const];
      const chain = createPromptChains(tokenizer, { ...rule, framing: evenFraming(0) }).chain(
        'salt',
        segments,
      );
      const rules: MatchRules = {
        ...{ ...rule, imageShare: 1, minimum: 0, outputs: 'none', mode: 'implicit' },
        ...{ writes: 'zero', keySettings: 'effort' },
      };
      const { cachedTokens } = matchPrompt({ chain, segments }, () => true, rules);
      expect(cachedTokens).toBe(countCached(tokens, rule));
    }),
  );
});
