// `--prices FILE`: the user's price list instead of the built-in one.
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { PriceRecord } from '../../domain/run.ts';
import { readNamedFile } from '../../files/read-named-file.ts';
import { HarnessError } from '../../lib/harness-error.ts';

const usd = z.number().nonnegative().finite();
const listedPrice = z.strictObject({
  input: usd,
  cached_input: usd,
  cache_write: usd.optional(),
  output: usd,
  /** What a service tier multiplies the price by. */
  tiers: z.record(z.string(), usd).optional(),
});
type ListedPrice = z.infer<typeof listedPrice>;

const priceList = z.strictObject({
  /** Day of the list. */
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day as YYYY-MM-DD'),
  source: z.string().min(1),
  /** USD per million tokens, by model. */
  models: z.record(z.string(), listedPrice),
});

/** The flag of commands that print what tokens cost. */
export const pricesFlag = {
  fromProject: true,
  type: 'string',
  description: 'price list (YAML or JSON) instead of the built-in one',
} as const;

/** Longest price list: a few hundred models. */
const bytesMax = 1024 * 1024;

function readText(path: string, name: string): string {
  try {
    return readNamedFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HarnessError('not-found', `cannot read ${name}: ${reason}`, 'Check --prices', error);
  }
}

/**
 * The price of a model from a YAML or JSON file; null when the file does not list it.
 * @throws HarnessError `not-found`, `bad-input`
 */
export function readPrice(name: string, cwd: string, model: string): PriceRecord | null {
  return readPrices(name, cwd)(model);
}

/**
 * The prices of a YAML or JSON file: of a model that it does not list, null.
 * @throws HarnessError `not-found`, `bad-input`
 */
export function readPrices(name: string, cwd: string): (model: string) => PriceRecord | null {
  const text = readText(resolve(cwd, name), name);
  const hint = 'docs/statistics.md shows the format';
  if (text.length > bytesMax) throw new HarnessError('bad-input', `${name} is too large`, hint);
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new HarnessError('bad-input', `${name}: ${reason}`, hint, error);
  }
  const found = priceList.safeParse(value);
  if (!found.success) {
    const [issue] = found.error.issues;
    const where = issue?.path.join('.') || 'the file';
    throw new HarnessError('bad-input', `${name}: ${where}: ${issue?.message ?? 'invalid'}`, hint);
  }
  const { date, source, models } = found.data;
  return (model) => {
    const price = Object.hasOwn(models, model) ? models[model] : undefined;
    return price === undefined ? null : toRecord(model, price, { date, source });
  };
}

function toRecord(
  model: string,
  price: ListedPrice,
  { date, source }: Pick<PriceRecord, 'date' | 'source'>,
): PriceRecord {
  return {
    model,
    inputUsd: price.input,
    cachedInputUsd: price.cached_input,
    cacheWriteUsd: price.cache_write ?? null,
    outputUsd: price.output,
    ...(price.tiers && { tierFactors: price.tiers }),
    date,
    source,
  };
}
