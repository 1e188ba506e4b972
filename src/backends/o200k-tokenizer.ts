// The o200k vocabulary, loaded when it is first needed: loading takes time and some 100 MB.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Tokenizer } from '../domain/tokenizer.ts';
import {
  type BytePairEncoder,
  createBytePairEncoder,
} from '../lib/byte-pairs/byte-pair-encoder.ts';
import { parseVocabulary } from '../lib/byte-pairs/vocabulary.ts';

/** Of all texts that are remembered with their tokens; beyond, the oldest text goes. */
const rememberedBytesMax = 64 * 1024 * 1024;
/** A text may have few tokens (spaces) or many: both are held. At most so many each. */
const bytesOf = (text: string, ids: readonly number[]): number => 2 * text.length + 8 * ids.length;
let loading: Promise<Tokenizer> | undefined;

/**
 * The process's o200k tokenizer; every distinct text is encoded once while it is remembered. Vendor
 * markers inside a text (`<|endoftext|>`) are plain text: they come from a user.
 */
export function loadO200kTokenizer(): Promise<Tokenizer> {
  loading ??= load();
  return loading;
}

/** The package's vocabulary, without its encoder: that takes the square of a run's length. */
async function load(): Promise<Tokenizer> {
  const { resolve } = createRequire(import.meta.url);
  const file = await readFile(resolve('gpt-tokenizer/data/o200k_base.tiktoken'));
  return rememberEncodings('o200k_base', createBytePairEncoder(parseVocabulary(file)));
}

/** Memoises an encoder per distinct text, bounded, first in first out. */
export function rememberEncodings(
  name: string,
  { encode, steps }: Pick<BytePairEncoder, 'encode'> & Partial<BytePairEncoder>,
): Tokenizer {
  const remembered = new Map<string, readonly number[]>();
  let bytes = 0;
  const encodeOnce = (text: string): readonly number[] => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    return remember(text, encode(text));
  };
  const remember = (text: string, ids: readonly number[]): readonly number[] => {
    remembered.set(text, ids);
    bytes += bytesOf(text, ids);
    for (const [oldest, oldIds] of remembered) {
      if (bytes <= rememberedBytesMax || oldest === text) break;
      remembered.delete(oldest);
      bytes -= bytesOf(oldest, oldIds);
    }
    return ids;
  };
  return {
    name,
    encode: encodeOnce,
    count: (text) => encodeOnce(text).length,
    ...(steps && {
      async countInSteps(text, tokensMax, pause) {
        const known = remembered.get(text);
        if (known !== undefined) return known.length;
        const ids: number[] = [];
        for (const some of steps(text)) {
          for (const id of some) ids.push(id);
          if (ids.length > tokensMax) return ids.length;
          await pause();
        }
        return remember(text, ids).length;
      },
    }),
  };
}
