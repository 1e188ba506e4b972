import { afterEach, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { isJsonObject, parseJson } from '../../lib/json.ts';
import { openUpstream, withConformParameters } from './open-upstream.ts';

let closeUpstream = async (): Promise<void> => {};
afterEach(() => closeUpstream());

/** A text of many tokens, another one for each account. */
const textOf = (account: string): string =>
  Array.from({ length: 20_000 }, (_, index) => `${account}${index}`).join(' ');

async function setUp(pairs: readonly string[]) {
  const parameters = withConformParameters('public-api', pairs);
  const { url, close } = await openUpstream('127.0.0.1:0', parameters, await loadO200kTokenizer());
  closeUpstream = close;
  return {
    /** Cached tokens of a request of this text. */
    async cachedOf(account: string, text = textOf(account)): Promise<number> {
      const response = await fetch(`${url}/v1/responses`, {
        method: 'POST',
        headers: { authorization: `Bearer ${account}` },
        body: JSON.stringify({ model: 'gpt-5.5', input: text, stream: false }),
      });
      const body = parseJson(await response.text());
      const usage = isJsonObject(body) ? body['usage'] : undefined;
      const details = isJsonObject(usage) ? usage['input_tokens_details'] : undefined;
      return Number(isJsonObject(details) ? details['cached_tokens'] : Number.NaN);
    },
  };
}

test('an account that others push out of the memory that all share is cold again', async () => {
  const { cachedOf } = await setUp(['memory_total_mib=1']);
  expect(await cachedOf('first')).toBe(0);
  expect(await cachedOf('first')).toBeGreaterThan(0);
  for (const other of ['a', 'b', 'c', 'd']) expect(await cachedOf(other)).toBe(0);
  expect(await cachedOf('first')).toBe(0);
});

test('accounts beyond those that are kept apart share one', async () => {
  const { cachedOf } = await setUp(['memory_accounts=1']);
  const text = textOf('shared');
  expect(await cachedOf('first', text)).toBe(0);
  expect(await cachedOf('second', text)).toBe(0);
  expect(await cachedOf('third', text)).toBeGreaterThan(0);
});
