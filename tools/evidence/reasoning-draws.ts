// How much a model reasons per call, as the data that scripted scenarios draw from.
import type { UsageCall } from '../../src/domain/usage-call.ts';

/** Equal shares of a model's calls, in rising order, each by its mean: sums are kept. */
const shares = 200;
/** Fewer calls say too little of a tail. */
const callsMin = shares;

function sharesOf(tokens: readonly number[]): number[] {
  const sorted = tokens.toSorted((a, b) => a - b);
  return Array.from({ length: shares }, (_, index) => {
    const at = (end: number): number => Math.floor((end * sorted.length) / shares);
    const part = sorted.slice(at(index), at(index + 1));
    return Math.round(part.reduce((sum, one) => sum + one, 0) / part.length);
  });
}

/** A profile file: a row per model with enough calls, a list of numbers as its value. */
export function renderReasoningDraws(calls: readonly UsageCall[]): string {
  const models = [...Map.groupBy(calls, ({ model }) => model)]
    .flatMap(([model, own]) => {
      const tokens = own.flatMap(({ reasoningTokens }) => reasoningTokens ?? []);
      return tokens.length < callsMin || !/^gpt-/.test(model) ? [] : [{ model, tokens }];
    })
    .toSorted((a, b) => (a.model < b.model ? -1 : 1))
    .map(({ model, tokens }) => ({
      model,
      periods: [
        {
          from: null,
          to: null,
          rules: {
            reasoning_per_call: {
              value: sharesOf(tokens).join(' '),
              n: tokens.length,
              confidence: tokens.length < 1000 ? 'medium' : 'high',
              source: 'real Codex sessions (reports/evidence.md)',
            },
          },
        },
      ],
    }));
  const about = `reasoning tokens of a call: ${shares} equal shares of the calls, each by its mean`;
  const file = { schema: 1, backend: 'chatgpt', label: 'measured', about, models };
  return `${JSON.stringify(file, null, 2)}\n`;
}
