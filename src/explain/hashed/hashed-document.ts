// Sessions as keyed hashes: what a user can post and a maintainer can compare. Every readable word
// of the document is from a closed list of this program; the rest are numbers and hashes.
import { z } from 'zod';
import { causeNames } from '../cause.ts';

/** Hexadecimal digits of a hash: 64 bits. */
export const hashDigits = 16;

const hash = z.string().regex(/^[0-9a-f]{16}$/);
const count = z.int().min(0);

const item = z.strictObject({
  /** `tool`, `system`, `user`, `assistant:tool_use`, `function_call`, ... or `other`. */
  kind: z.string(),
  /** Of its JSON as it was sent, members in their order. */
  hash,
  /** Characters of that JSON. */
  length: count,
  /** Of that JSON, counted here (o200k). */
  tokens: count,
});

const lost = z.strictObject({
  cause: z.enum(causeNames),
  tokens: z.number(),
  /** Place among the call's items, from 0; null: in none of them. */
  item: count.nullable(),
  /** Offset into the request's body where it first differs; null: in no body. */
  byte: count.nullable(),
  by: z.enum(['client', 'translator']).nullable(),
});

const call = z.strictObject({
  /** As `show` counts them, from 0. */
  seq: count,
  /** Since the session's first call, ms. */
  after_ms: z.number(),
  /** Hash of the model's name. */
  model: hash,
  input_tokens: z.number(),
  /** null: no usage was reported. */
  cached_tokens: z.number().nullable(),
  reusable_tokens: z.number(),
  lost_tokens: z.number().nullable(),
  /** `seq` of the call that this one continues; null: the first of all, or of another session. */
  continues: count.nullable(),
  /** Other members of the body, and headers that route: by name. */
  settings: z.record(z.string(), hash),
  items: z.array(item),
  lost: z.array(lost),
});

const session = z.strictObject({
  /** Of its id. */
  session: hash,
  /** Which known client sent it. */
  client: z.string(),
  protocol: z.enum(['anthropic', 'responses']),
  calls: z.array(call),
});

export const hashedSchema = z.strictObject({
  schema: z.literal(1),
  /** What it is: other files of JSON have other words here. */
  type: z.literal('turntape-hashes'),
  /** Of the key: documents of one key can be compared, and no hash of another key can. */
  key: hash,
  sessions: z.array(session),
});

/** The same as schemas/hashes-1.schema.json, which a test holds. */
export type HashedDocument = z.infer<typeof hashedSchema>;
export type HashedSession = z.infer<typeof session>;
export type HashedCall = z.infer<typeof call>;
export type HashedItem = z.infer<typeof item>;
