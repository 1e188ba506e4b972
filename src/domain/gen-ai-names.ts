// The names of OpenTelemetry attributes for model calls, as written and as read. The one place to
// change when the conventions do: open-telemetry/semantic-conventions-genai, read in November 2026,
// still "Development".

/** One value: what it is called now, what else some readers look for, what it was called. */
export interface AttributeName {
  /** In today's conventions. */
  readonly name: string;
  /**
   * Written beside it: OpenInference's names, which Phoenix reads, and what Langfuse and Datadog
   * look for.
   */
  readonly aliases: readonly string[];
  /** Read, and not written. */
  readonly older: readonly string[];
}

/** Where a list is empty, no reader is known that looks for another name. */
const only = (name: string): AttributeName => ({ name, aliases: [], older: [] });

export const genAiNames = {
  operation: only('gen_ai.operation.name'),
  provider: {
    name: 'gen_ai.provider.name',
    aliases: ['gen_ai.system', 'llm.provider'],
    older: [],
  },
  conversation: { name: 'gen_ai.conversation.id', aliases: ['session.id'], older: [] },
  requestModel: { name: 'gen_ai.request.model', aliases: ['llm.model_name'], older: [] },
  responseModel: only('gen_ai.response.model'),
  effort: only('gen_ai.request.reasoning.level'),
  isStreamed: only('gen_ai.request.stream'),
  input: {
    name: 'gen_ai.usage.input_tokens',
    aliases: ['llm.token_count.prompt'],
    older: ['gen_ai.usage.prompt_tokens'],
  },
  cached: {
    name: 'gen_ai.usage.cache_read.input_tokens',
    aliases: ['gen_ai.usage.input_cached_tokens', 'llm.token_count.prompt_details.cache_read'],
    older: [],
  },
  written: {
    // Until September 2026 `cache_creation`, which installed readers still look for.
    name: 'gen_ai.usage.cache_write.input_tokens',
    aliases: [
      'gen_ai.usage.cache_creation.input_tokens',
      'llm.token_count.prompt_details.cache_write',
    ],
    older: [],
  },
  output: {
    name: 'gen_ai.usage.output_tokens',
    aliases: ['llm.token_count.completion'],
    older: ['gen_ai.usage.completion_tokens'],
  },
  reasoning: {
    name: 'gen_ai.usage.reasoning.output_tokens',
    aliases: ['llm.token_count.completion_details.reasoning'],
    older: [],
  },
  /** In seconds. */
  firstChunk: only('gen_ai.response.time_to_first_chunk'),
  /** `LLM` or `AGENT`, for Phoenix. */
  spanKind: only('openinference.span.kind'),
  errorType: only('error.type'),
  status: only('http.response.status_code'),
} satisfies Record<string, AttributeName>;

/** In the order in which a reader tries them. */
export function readableNames({ name, aliases, older }: AttributeName): string[] {
  return [name, ...aliases, ...older];
}

/** What only turntape knows. A contract: add, never rename. */
export const turntapeNames = {
  exchange: 'turntape.exchange.id',
  session: 'turntape.session.id',
  /** Of a session that was sent in several, from 0. */
  part: 'turntape.session.part',
  client: 'turntape.client',
  kind: 'turntape.kind',
  side: 'turntape.side',
  /** `measured` or `simulated`. */
  label: 'turntape.label',
  outcome: 'turntape.outcome',
  /** The largest cause; all of them, as `CAUSE TOKENS`, in `causes`. */
  cause: 'turntape.cache.cause',
  causes: 'turntape.cache.causes',
  pointer: 'turntape.cache.pointer',
  byte: 'turntape.cache.byte',
  by: 'turntape.cache.by',
  lostTokens: 'turntape.cache.lost_tokens',
  reusableTokens: 'turntape.cache.reusable_tokens',
  idealTokens: 'turntape.cache.ideal_tokens',
  calls: 'turntape.calls',
  run: 'turntape.run.id',
  trial: 'turntape.trial.id',
  scenario: 'turntape.scenario',
  arm: 'turntape.arm',
  variant: 'turntape.variant',
  repeat: 'turntape.repeat',
  requestBody: 'turntape.request.body',
  responseBody: 'turntape.response.body',
  requestBytes: 'turntape.request.bytes',
  responseBytes: 'turntape.response.bytes',
  isCut: 'turntape.content.cut',
  /** What a content log needs besides to be read back as the exchange that it was. */
  path: 'turntape.request.path',
  startedAt: 'turntape.request.started_at_ms',
  linkedTo: 'turntape.exchange.linked_to',
  agent: 'turntape.agent.id',
  parent: 'turntape.session.parent',
  namedSession: 'turntape.session.client_id',
  error: 'turntape.error',
} as const;

/** Instruments: counters of `{token}`, histograms of `{token}` and of seconds. */
export const metricNames = {
  input: 'gen_ai.client.inference.usage.input_tokens',
  output: 'gen_ai.client.inference.usage.output_tokens',
  cached: 'gen_ai.client.inference.usage.cache_read.input_tokens',
  written: 'gen_ai.client.inference.usage.cache_write.input_tokens',
  reasoning: 'gen_ai.client.inference.usage.reasoning.output_tokens',
  callInput: 'gen_ai.client.inference.operation.input_tokens',
  callOutput: 'gen_ai.client.inference.operation.output_tokens',
  duration: 'gen_ai.client.inference.duration',
  firstChunk: 'gen_ai.client.inference.time_to_first_chunk',
  /** By cause; negative shares (`unexpected-hit`) are left out, since a counter only grows. */
  lost: 'turntape.cache.lost_tokens',
  modality: 'gen_ai.token.modality',
} as const;

/** The event that holds a call's content. */
export const contentEvent = 'gen_ai.client.inference.operation.details';
