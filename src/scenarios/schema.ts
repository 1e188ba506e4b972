// The scenario file as users write it (docs/experiment.md describes it). Unknown keys are errors: a
// misspelt key would silently change what is measured.
import { z } from 'zod';
import { fillerWordsMax } from './filler.ts';

/** Bounds against a slip of the finger; far above anything real. */
const stepsMax = 2_000;
const callsMax = 64;
const reasoningTokensMax = 500_000;
const pauseMsMax = 24 * 60 * 60 * 1000;

const filler = z.strictObject({
  words: z.int().min(1).max(fillerWordsMax),
  /** Text in front of the words. */
  text: z.string().optional(),
  /** Equal seeds, equal words; by default every place has its own. */
  seed: z.string().optional(),
});
/** Text, or its size. */
const text = z.union([z.string(), filler], { error: 'expected text or `{ words: N }`' });
/** A content block as it is on the wire; only `type` is checked here. */
const block = z.looseObject({ type: z.string().min(1) });
const content = z.union([z.string(), filler, z.array(block)], {
  error: 'expected text, `{ words: N }` or a list of content blocks',
});
const message = z.strictObject({ role: z.enum(['user', 'assistant', 'system']), content });

const subagent = z.strictObject({
  id: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  system: z.array(text).default([]),
  tools: z.array(z.lazy(() => tool)).default([]),
  get turns() {
    return z.array(turn).min(1).max(1_000);
  },
});

const call = z
  .strictObject({
    id: z.string().min(1).max(64).optional(),
    name: z.string().min(1).max(128),
    input: z.record(z.string(), z.json()).optional(),
    arguments: z.string().optional(),
    result: content,
    is_error: z.boolean().optional(),
    /** A session that this call starts, and whose last answer its result should be. */
    get subagent() {
      return subagent.optional();
    },
  })
  .refine((value) => (value.input === undefined) !== (value.arguments === undefined), {
    error: 'expected either `input` (an object) or `arguments` (the exact JSON text)',
  });

const step = z.strictObject({
  reasoning_tokens: z.int().min(0).max(reasoningTokensMax).default(0),
  summary: z.array(z.string()).default([]),
  text: text.optional(),
  calls: z.array(call).max(callsMax).default([]),
  tool_time_ms: z.int().min(0).max(pauseMsMax).default(1_000),
  result_order: z.array(z.int().min(0)).optional(),
  after: z.array(message).default([]),
  /** The client leaves at the first output. */
  abandoned: z.literal(true).optional(),
  /** A model that forgot what it reasoned here makes the same calls once more. */
  may_be_redone: z.literal(true).optional(),
  /** The same step so many times, each with its own words. */
  repeat: z.int().min(1).max(500).default(1),
});

const turn = z
  .strictObject({
    think_time_ms: z.int().min(0).max(pauseMsMax).default(10_000),
    user: content.optional(),
    messages: z.array(message).min(1).optional(),
    steps: z.array(step).min(1).max(stepsMax),
    /** Model calls that a real model may take for this turn. */
    max_steps: z.int().min(1).max(stepsMax).optional(),
    rewind_to: z.int().min(0).optional(),
    session: z.literal('fork').optional(),
    interrupted: z.literal(true).optional(),
    /** Words in front of this turn's answer, which together replace the history. */
    compacted_as: z.string().min(1).optional(),
  })
  .refine((value) => (value.user === undefined) !== (value.messages === undefined), {
    error: 'expected either `user` (text) or `messages` (a list)',
  });

const tool = z.looseObject({
  name: z.string().min(1).max(128),
  description: text.optional(),
  input_schema: z.record(z.string(), z.json()).optional(),
  /** 0-based user turn with which the tool appears, in its place in the list. */
  from_turn: z.int().min(1).optional(),
});

export const scenarioSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected kebab-case, at most 64 characters'),
  description: z.string().min(1),
  situation: z.string().min(1),
  model: z.string().min(1).optional(),
  system: z.array(text).default([]),
  tools: z.array(tool).default([]),
  request: z.record(z.string(), z.json()).default({}),
  simulator: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  population: z.string().min(1).max(200).optional(),
  /** Files for the real clients; paths stay below the folder. */
  repository: z
    .record(
      z.string().regex(/^(?!\.)[\w-][\w.-]*(\/[\w-][\w.-]*)*$/, 'expected a relative path'),
      text,
    )
    .optional(),
  /** `measured`: what the steps say is played only where that is asked for. */
  reasoning: z.enum(['as-written', 'measured']).default('as-written'),
  default_result: content.optional(),
  on_divergence: z.enum(['answer', 'stop']).default('answer'),
  store_entries: z.union([z.literal(8), z.literal(32), z.literal(128)]).optional(),
  turns: z.array(turn).min(1).max(1_000),
});

export type ScenarioFile = z.infer<typeof scenarioSchema>;
export type ScenarioFileText = z.infer<typeof text>;
export type ScenarioFileContent = z.infer<typeof content>;
export type ScenarioFileMessage = z.infer<typeof message>;
export type ScenarioFileStep = z.infer<typeof step>;
export type ScenarioFileTurn = z.infer<typeof turn>;
export type ScenarioFileTool = z.infer<typeof tool>;
export type ScenarioFileSubagent = z.infer<typeof subagent>;

/** Every key that means something somewhere in a scenario, for suggestions. */
export const scenarioKeys: readonly string[] = [
  ...[scenarioSchema, filler, message, call, step, turn, subagent],
]
  .flatMap((schema) => Object.keys(schema.shape))
  .concat('name', 'input_schema', 'from_turn');
