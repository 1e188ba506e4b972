// What an exchange from a file must be before it is stored: types, ranges, and names that other
// commands print, sort by and send. Written once, for every format.
import { z } from 'zod';
import type { Exchange } from '../domain/exchange.ts';

/** Ids of ours: a letter for what it is, then a hash or a UUID. */
const exchangeId = z.string().regex(/^x_[\w-]{1,100}$/, 'is not the id of an exchange');
const sessionId = z.string().regex(/^s_[\w-]{1,100}$/, 'is not the id of a session');
/** What a client calls a session or agent: one line of text that can be seen. */
const foreignName = z
  .string()
  .regex(/^[^\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]{1,1000}$/u, 'is not a name')
  .nullable();
/** RFC 9110 section 5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const header = z.tuple([
  z.string().regex(token, 'is not the name of a header'),
  // RFC 9110 section 5.5: what a parser of headers cannot have read.
  z.string().regex(/^[^\r\n\0]*$/, 'is not the value of a header'),
]);
/** A date that can be written (ECMA-262 section 21.4.1.1), ms since 1970. */
const wallClockMs = z
  .number({ error: 'it does not say when it began, so it has no place in a session' })
  .min(0)
  .max(8.64e15);
/** ms; a year is far above any request. */
const elapsedMs = z
  .number()
  .min(0)
  .max(366 * 86_400_000)
  .nullable();
const count = z.number().int().nonnegative();

const exchangeSchema = z.object({
  id: exchangeId,
  seq: count,
  session: z.object({
    id: sessionId,
    client: z.string().regex(/^[\w-]{1,40}$/, 'is not the name of a client'),
    side: z.enum(['client', 'upstream']),
    clientSessionId: foreignName,
    agentId: foreignName,
    kind: z.enum(['turn', 'title', 'web-search', 'count-tokens', 'probe', 'other']),
    parent: sessionId.nullable(),
  }),
  method: z.string().max(40).regex(token, 'is not a method'),
  target: z.string().regex(/^[^\p{Cc}]{1,65536}$/u, 'is not the target of a request'),
  headers: z.array(header),
  body: z.instanceof(Uint8Array),
  startedAtMs: wallClockMs,
  linkedTo: exchangeId.nullable(),
  flushedElapsedMs: elapsedMs,
  response: z
    .object({
      status: z.number().int().min(100).max(999),
      statusText: z.string().max(10_000),
      headers: z.array(header),
      elapsedMs,
    })
    .nullable(),
  responseBody: z.instanceof(Uint8Array),
  chunks: z.array(z.object({ offset: count, length: count, elapsedMs })),
  end: z
    .object({
      outcome: z.enum([
        'complete',
        'client-aborted',
        'stopped',
        'upstream-aborted',
        'upstream-failed',
      ]),
      error: z.string().max(10_000).nullable(),
      trailers: z.array(header),
      elapsedMs,
    })
    .nullable(),
});

/**
 * What is wrong with an exchange that a file holds, in one line; null: it can be stored. Members
 * that are not known are an error too: what is stored is what was checked.
 */
export function problemOf(exchange: unknown): string | null {
  const checked = exchangeSchema.strict().safeParse(exchange);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const where = issue?.path.join('.') || 'the exchange';
    return `${where}: ${issue?.message ?? 'of unknown form'}`;
  }
  const { chunks, responseBody } = checked.data as unknown as Exchange;
  let offset = 0;
  for (const chunk of chunks) {
    if (chunk.offset !== offset) return 'chunks: they do not follow one another';
    offset += chunk.length;
  }
  return offset === responseBody.length ? null : 'chunks: they are not the body of the response';
}
