// Shapes that several documents share.
import { z } from 'zod';

export const number = z.number().nullable();
export const text = z.string().nullable();
export const texts = z.array(z.string());
export const counts = z.record(z.string(), z.number());
export const headers = z.array(z.tuple([z.string(), z.string()]));
/** Low and high end of an interval. */
export const interval = z.strictObject({ low: z.number(), high: z.number() }).nullable();

/** Tokens as a backend reported them. */
export const usage = z
  .strictObject({
    input_tokens: z.number().describe('cached ones included'),
    cached_tokens: z.number(),
    output_tokens: z.number().describe('reasoning included'),
    reasoning_tokens: number.describe('null: the protocol does not say'),
  })
  .nullable()
  .describe('null: the answer reports none');
