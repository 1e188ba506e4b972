// Counts the texts of session files, up to a budget: counting costs far more than reading.
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';

/** The rules need thousands of calls; counting all of a long history would take hours. */
const countedTokensMax = 20_000_000;

/** Counts until so many tokens were counted; from there on the number is not known. */
export async function createBudgetedCount(): Promise<(text: string) => number | null> {
  const tokenizer = await loadO200kTokenizer();
  let counted = 0;
  return (text) => {
    if (counted > countedTokensMax) return null;
    const tokens = tokenizer.count(text);
    counted += tokens;
    return tokens;
  };
}
