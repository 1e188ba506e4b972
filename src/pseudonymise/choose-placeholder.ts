// Chooses the placeholder of one word: same length, same case, and as many tokens as the word has
// in the places where words are. Different words get different placeholders, so that a difference
// between two texts survives.
import type { Tokenizer } from '../domain/tokenizer.ts';
import { placeholderWords } from './placeholder-words.ts';
import { keyedBytes } from './scramble.ts';

/** What comes before a word, with how much a token too many there counts (rough frequency). */
const contexts: readonly (readonly [before: string, weight: number])[] = [
  [' ', 8],
  ['', 4],
  ['_', 2],
  ['/', 2],
  ['.', 1],
  ['"', 1],
  ['`', 1],
  ['-', 1],
];
/** Candidates weighed per word and source: more find better matches and cost time. */
const candidatesMax = 80;
/** After this many candidates, one that is only wrong where words seldom are will do. */
const fewCandidates = 24;
const smallError = 2;
/** Tries for a placeholder that no other word has; short words have few candidates. */
const uniqueTriesMax = 4000;

const lists = new Map<number, readonly string[]>(
  Object.entries(placeholderWords).map(([length, words]) => [Number(length), words.split(' ')]),
);
const longestPart = 8;
const vowels = 'aeiou';
const consonants = 'bdfgklmnprstvz';
/** Letter runs that are offensive; only built placeholders can hold them. */
const unwanted =
  /ass|cum|fag|fuk|fuc|nig|nazi|rap|sex|shit|sht|tit|dik|dic|cok|koc|kkk|pus|anus|vag|slut|porn/;

function withCase(word: string, pattern: string): string {
  let out = '';
  for (let index = 0; index < word.length; index++) {
    const model = pattern[index] ?? '';
    const letter = word[index] ?? '';
    out += model >= 'A' && model <= 'Z' ? letter.toUpperCase() : letter;
  }
  return out;
}

function pronounceable(length: number, next: () => number): string {
  let out = '';
  for (let vowel = next() % 2 === 0; out.length < length; vowel = !vowel) {
    const letters = vowel ? vowels : consonants;
    out += letters[next() % letters.length] ?? '';
  }
  return out;
}

/** Words of the lists put together; every fourth one syllables, which make more tokens. */
function built(length: number, next: () => number): string {
  if (length < 4 || next() % 4 === 0) return pronounceable(length, next);
  let out = '';
  while (out.length < length) {
    const left = length - out.length;
    const part = left <= 3 ? left : 2 + (next() % Math.min(longestPart, left - 1));
    const words = lists.get(part) ?? [];
    const index = next() * 256 + next();
    out += words[index % Math.max(1, words.length)] ?? pronounceable(part, next);
  }
  return out.slice(0, length);
}

export interface PlaceholderChooser {
  /** @param word ASCII letters, at least two. @param suffix a contraction's ending, or empty */
  placeholder(word: string, suffix: string): string;
}

/**
 * @param salt per recording, so that the mapping is not a dictionary for anybody else's recording
 */
export function createPlaceholderChooser(salt: string, tokenizer: Tokenizer): PlaceholderChooser {
  const chosen = new Map<string, string>();
  /** Placeholder in lower case -> the word in lower case that it replaces. */
  const owners = new Map<string, string>();
  const counts = new Map<string, number>();

  const count = (text: string): number => {
    let tokens = counts.get(text);
    if (tokens === undefined) {
      tokens = tokenizer.count(text);
      counts.set(text, tokens);
    }
    return tokens;
  };
  /** Weighted tokens too many or too few; counting stops where it gets no better than `bound`. */
  const errorOf = (word: string, candidate: string, bound: number): number => {
    let error = 0;
    for (const [before, weight] of contexts) {
      error += weight * Math.abs(count(before + word) - count(before + candidate));
      if (error >= bound) return error;
    }
    return error;
  };

  const choose = (word: string, suffix: string): string => {
    const source = word.toLowerCase();
    const next = keyedBytes(salt, source);
    let best: string | undefined;
    let bestError = Number.POSITIVE_INFINITY;
    let weighed = 0;
    const goodEnough = (): boolean =>
      bestError === 0 || (bestError <= smallError && weighed >= fewCandidates);
    const consider = (candidate: string): void => {
      if (candidate === source) return;
      const owner = owners.get(candidate);
      if (owner !== undefined && owner !== source) return;
      const error = errorOf(word + suffix, withCase(candidate, word) + suffix, bestError);
      weighed++;
      if (error < bestError) {
        best = candidate;
        bestError = error;
      }
    };
    // Words of the lists are single tokens: no match for a word of several.
    const list = count(` ${word}`) > 1 ? [] : (lists.get(word.length) ?? []);
    const start = next() * 256 + next();
    for (let index = 0; index < Math.min(list.length, candidatesMax) && !goodEnough(); index++) {
      consider(list[(start + index) % list.length] ?? source);
    }
    for (let tries = 0; tries < candidatesMax && !goodEnough(); tries++) {
      const candidate = built(word.length, next);
      if (!unwanted.test(candidate)) consider(candidate);
    }
    for (let tries = 0; best === undefined && tries < uniqueTriesMax; tries++) {
      consider(pronounceable(word.length, next));
    }
    let placeholder = best ?? pronounceable(word.length, next);
    while (placeholder === source) placeholder = pronounceable(word.length, next);
    owners.set(placeholder, source);
    return withCase(placeholder, word);
  };

  return {
    placeholder(word, suffix) {
      const key = word + suffix;
      let placeholder = chosen.get(key);
      if (placeholder === undefined) {
        placeholder = choose(word, suffix);
        chosen.set(key, placeholder);
      }
      return placeholder;
    },
  };
}
