// The o200k vocabulary, loaded when it is first needed: loading takes time and some 100 MB.
import type { Tokenizer } from '../domain/tokenizer.ts';
import {
  type BytePairEncoder,
  createBytePairEncoder,
} from '../lib/byte-pairs/byte-pair-encoder.ts';

/** Tokens that are remembered over all texts; beyond, the oldest text goes. About 32 MB. */
const rememberedTokensMax = 4_000_000;
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
  const [{ default: vocabulary }, { O200K_TOKEN_SPLIT_REGEX: splitter }] = await Promise.all([
    import('gpt-tokenizer/bpeRanks/o200k_base'),
    import('gpt-tokenizer/encodingParams/constants'),
  ]);
  return rememberEncodings('o200k_base', createBytePairEncoder(vocabulary, splitter));
}

/** Memoises an encoder per distinct text, bounded, first in first out. */
export function rememberEncodings(
  name: string,
  { encode, steps }: Pick<BytePairEncoder, 'encode'> & Partial<BytePairEncoder>,
): Tokenizer {
  const remembered = new Map<string, readonly number[]>();
  let tokens = 0;
  const encodeOnce = (text: string): readonly number[] => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    return remember(text, encode(text));
  };
  const remember = (text: string, ids: readonly number[]): readonly number[] => {
    remembered.set(text, ids);
    tokens += ids.length + 1;
    for (const [oldest, oldIds] of remembered) {
      if (tokens <= rememberedTokensMax || oldest === text) break;
      remembered.delete(oldest);
      tokens -= oldIds.length + 1;
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
