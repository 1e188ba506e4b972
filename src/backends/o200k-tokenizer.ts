// The o200k vocabulary, loaded when it is first needed: loading takes time and some 100 MB.
import type { Tokenizer } from '../domain/tokenizer.ts';

/** Tokens that are remembered over all texts; beyond, the oldest text goes. About 32 MB. */
const rememberedTokensMax = 4_000_000;
/** Vendor markers inside a text (`<|endoftext|>`) are plain text here: they come from a user. */
const asPlainText = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };

let loading: Promise<Tokenizer> | undefined;

/** The process's o200k tokenizer; every distinct text is encoded once while it is remembered. */
export function loadO200kTokenizer(): Promise<Tokenizer> {
  loading ??= import('gpt-tokenizer/encoding/o200k_base').then(({ encode }) =>
    rememberEncodings('o200k_base', (text) => encode(text, asPlainText)),
  );
  return loading;
}

/** Memoises an encoder per distinct text, bounded, first in first out. */
export function rememberEncodings(
  name: string,
  encode: (text: string) => readonly number[],
): Tokenizer {
  const remembered = new Map<string, readonly number[]>();
  let tokens = 0;
  const encodeOnce = (text: string): readonly number[] => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const ids = encode(text);
    remembered.set(text, ids);
    tokens += ids.length + 1;
    for (const [oldest, oldIds] of remembered) {
      if (tokens <= rememberedTokensMax || oldest === text) break;
      remembered.delete(oldest);
      tokens -= oldIds.length + 1;
    }
    return ids;
  };
  return { name, encode: encodeOnce, count: (text) => encodeOnce(text).length };
}
