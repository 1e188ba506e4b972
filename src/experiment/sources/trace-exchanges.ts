// An agent trace of kv-cache-tester as the exchanges that a recorder would have seen: the requests
// of the real session with made-up text of the same sizes and identities, answered by calls of the
// sizes that the trace names.

import type { ExchangeFormat } from '../../formats/exchange-format.ts';
import type { ForeignExchange } from '../../formats/foreign-exchange.ts';
import { isJsonObject } from '../../lib/json.ts';
import { createTraceAgent } from '../../runner/agents/trace.ts';
import { sessionIdOf } from '../../runner/nonce.ts';
import { createVirtualClock } from '../../runner/trial-clock.ts';
import {
  type AgentTrace,
  readAgentTrace,
  type TraceRequest,
  traceBlockTokens,
} from '../../scenarios/agent-trace.ts';
import { scenarioFromTrace } from '../../scenarios/from-agent-traces.ts';
import { stepsInOrder } from '../../scenarios/scenario.ts';
import type { AnthropicMessage, AnthropicUsage } from '../../wire/anthropic/message.ts';

export const agentTraceFormat: ExchangeFormat = {
  name: 'kv-cache-tester',
  title: 'agent traces',
  reader: {
    sniff(file) {
      const document = file.json();
      return isJsonObject(document) && 'block_size' in document;
    },
    async read(file) {
      const trace = readAgentTrace(file.text() ?? '', file.path);
      return { type: 'foreign', exchanges: await traceExchanges(trace) };
    },
  },
  writer: null,
};

/** A trace has no date: its first request is here. */
const startMs = Date.UTC(2026, 0, 1);
/** Nor does it name a model that a backend would know. */
const model = 'claude-trace';
/** A trace does not say, and what a client sees of it is a signature. */
const noReasoning = { name: 0, tokens: [0] };

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** What was cached of the real session is not published: this is what its own blocks say. */
function usageOf(request: TraceRequest | undefined): AnthropicUsage {
  return {
    input_tokens: traceBlockTokens * (request?.newBlocks.length ?? 0),
    cache_read_input_tokens: traceBlockTokens * (request?.keptBlocks ?? 0),
    cache_creation_input_tokens: 0,
    output_tokens: request?.outputTokens ?? 0,
  };
}

/** In the order of sending; usage is that of a cache which forgets nothing. */
export async function traceExchanges(trace: AgentTrace): Promise<ForeignExchange[]> {
  const scenario = scenarioFromTrace(trace, noReasoning);
  const steps = stepsInOrder(scenario.turns);
  const clock = createVirtualClock(startMs);
  const exchanges: ForeignExchange[] = [];
  let next = 0;
  const play = createTraceAgent(
    trace,
    {
      ...{ scenario, model, clock, sessionId: sessionIdOf(`trace/${trace.id}`) },
      // Every request is answered, so the steps follow one another.
      stepTaken: () => {
        const step = steps[next++];
        if (step === undefined) throw new TypeError('a request more than steps');
        return step;
      },
    },
    async ({ request, headers }): Promise<AnthropicMessage> => {
      const content = (steps[next]?.calls ?? []).map((call) => ({
        type: 'tool_use' as const,
        ...{ id: call.id, name: call.name, input: JSON.parse(call.arguments) },
      }));
      const message: AnthropicMessage = {
        ...{ id: `msg_${next}`, type: 'message', role: 'assistant', model, content },
        ...{ stop_reason: 'tool_use', stop_sequence: null, usage: usageOf(trace.requests[next]) },
      };
      exchanges.push({
        ...{ method: 'POST', url: '/v1/messages?beta=true', headers, body: bytesOf(request) },
        startedAtMs: clock.nowMs(),
        response: {
          status: 200,
          headers: [['content-type', 'application/json']],
          body: bytesOf(message),
          headElapsedMs: null,
          elapsedMs: null,
        },
      });
      return message;
    },
  );
  await play();
  return exchanges;
}
