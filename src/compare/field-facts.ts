// What is known of each field of a Responses request and its headers: whether a difference matters,
// for what, and who says so. Fields that are not listed make no difference that is known of.

import { liteHeader } from '../wire/responses/lite.ts';
import { turnStateHeader } from '../wire/responses/turn-state.ts';

export type Matters = 'cache' | 'continuity' | '400' | 'none';

export interface FieldFact {
  readonly matters: Matters;
  /** One sentence. */
  readonly why: string;
  readonly source: string;
}

const codexSource = 'Codex CLI source, client.rs';
const captured = 'captured from Codex CLI 0.169';
const guide = 'OpenAI Prompt Caching 201';
const sdkTypes = 'Anthropic SDK types (beta/messages.d.ts)';
const catalogue = 'error catalogue (docs/simulator.md)';

/** By the names that a comparison uses. */
export const fieldFacts: Readonly<Record<string, FieldFact>> = {
  model: fact('cache', 'every model has its own cache', guide),
  instructions: fact('cache', 'rendered before the input; a change breaks the prefix', guide),
  stream: fact('400', 'the Codex backend refuses anything but true', catalogue),
  store: fact('400', 'the Codex backend refuses anything but false', catalogue),
  'input: first item': fact('cache', 'the place of the system prompt decides the prefix', captured),
  'input: grows only': fact('cache', 'an earlier item that changes ends the prefix there', guide),
  'input: reasoning replayed': fact(
    'continuity',
    'without it the model starts its thinking again on every call, and what it generated cannot match a cache',
    codexSource,
  ),
  'input: reasoning before its call': fact(
    'continuity',
    'reasoning belongs directly before what it produced',
    'Codex CLI source, history.rs',
  ),
  'input: item ids': fact(
    'none',
    'without them nothing pairs items by id; with them prefix, pairing and duplicates are checked',
    catalogue,
  ),
  'input: phase': fact('continuity', 'newer models read the phase of a message', captured),
  'input: parallel calls': fact('cache', 'all calls first, then all outputs', captured),
  'input: configuration_update': fact(
    'cache',
    'changes effort or format from its place on, where a changed field breaks the whole prefix',
    'OpenAI SDK types (responses.d.ts); Codex CLI source, session/reasoning_effort.rs',
  ),
  'input: additional_tools': fact(
    '400',
    'tools as an input item: what the lite contract of gpt-5.6 and later has in place of `tools`',
    captured,
  ),
  tools: fact('none', 'which tools a client has is its own choice', captured),
  'tools: constant': fact(
    'cache',
    'a tool that comes late or moves breaks the whole prefix',
    guide,
  ),
  'tools: strict': fact('400', 'when it is missing the backend assumes true', catalogue),
  tool_choice: fact('none', 'not part of the prompt', guide),
  parallel_tool_calls: fact('continuity', 'whether several calls may come in one answer', captured),
  'reasoning.effort': fact('cache', 'a change of effort breaks the prefix', guide),
  'reasoning.summary': fact('none', 'what is shown of the thinking', captured),
  'reasoning.context': fact(
    'continuity',
    'whether reasoning of earlier user turns stays in the prompt',
    captured,
  ),
  include: fact('continuity', 'without it no reasoning comes back to be replayed', codexSource),
  prompt_cache_key: fact('cache', 'routes a session to the machine that holds its prefix', guide),
  'text.verbosity': fact('none', 'length of the answer', captured),
  'text.format': fact('cache', 'rendered before the input', guide),
  service_tier: fact('none', 'speed and price', captured),
  max_output_tokens: fact('400', 'the Codex backend refuses it', catalogue),
  temperature: fact('400', 'the Codex backend refuses it', catalogue),
  top_p: fact('400', 'the Codex backend refuses it', catalogue),
  metadata: fact('400', 'the Codex backend refuses it', catalogue),
  user: fact('400', 'the Codex backend refuses it', catalogue),
  truncation: fact('400', 'the Codex backend refuses it', catalogue),
  previous_response_id: fact('400', 'needs store: true on HTTP', catalogue),
  thread: fact('400', 'a gateway holds no conversation, and refuses to continue one', sdkTypes),
  history: fact('continuity', 'what the server holds is not in the request', sdkTypes),
  client_metadata: fact('none', 'ids and times for the vendor', captured),
  'header session-id': fact(
    'cache',
    'the Codex backend routes by it; without it a hit is a matter of luck',
    'fleet-harness PR 839, opengeni PR 386',
  ),
  [`header ${turnStateHeader}`]: fact(
    'cache',
    'may pin the calls of a user turn to one machine',
    codexSource,
  ),
  [`header ${liteHeader}`]: fact(
    '400',
    'refused for models before gpt-5.6; later ones are not found without it',
    'codex issues 30224 and 39936',
  ),
  'header thread-id': fact('none', 'names the thread inside a session', captured),
  'header x-client-request-id': fact('none', 'names the thread too', captured),
};

function fact(matters: Matters, why: string, source: string): FieldFact {
  return { matters, why, source };
}

/** Nothing is known that depends on it. */
export const unknownFact: FieldFact = {
  ...{ matters: 'none', why: 'no effect is known', source: '-' },
};
