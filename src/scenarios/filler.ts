// Long content by its size: a scenario says how many tokens a file or a prompt has, not its words.
import { createSeededRandom } from '../lib/seeded-random.ts';
import { fillerWords } from './filler-words.ts';

/** Largest filler, in words: above any model's context window. */
export const fillerWordsMax = 2_000_000;

/** `count` words, each one token of o200k, always the same ones for the same seed. */
export function fillerText(count: number, seed: string): string {
  const random = createSeededRandom(`filler/${seed}`);
  return Array.from(
    { length: count },
    () => fillerWords[random.integer(fillerWords.length)] ?? 'word',
  ).join(' ');
}
