// A call as the attributes of its span, in the names of `domain/gen-ai-names.ts`.
import { type AttributeName, genAiNames, turntapeNames } from '../domain/gen-ai-names.ts';
import type { ExplainedCall } from '../explain/explain-call.ts';
import type { TelemetryCall } from './call.ts';
import { type Attributes, type AttributeValue, knownAttributes } from './records.ts';

/** No provider's name, so that nothing simulated is counted as spent. */
const simulatedProvider = 'turntape.simulator';
const providers = { anthropic: 'anthropic', responses: 'openai' } as const;

export function providerOf({ protocol, label }: Pick<TelemetryCall, 'protocol' | 'label'>): string {
  return label === 'simulated' ? simulatedProvider : providers[protocol];
}

/** @param hasUsage false: its tokens are told by another span */
export function callAttributes(call: TelemetryCall, hasUsage = true): Attributes {
  const { usage } = call;
  const written: readonly (readonly [AttributeName, AttributeValue | null | undefined])[] = [
    [genAiNames.operation, 'chat'],
    [genAiNames.provider, providerOf(call)],
    [genAiNames.conversation, call.conversation],
    [genAiNames.requestModel, call.model || null],
    [genAiNames.responseModel, call.responseModel],
    [genAiNames.effort, call.effort],
    [genAiNames.isStreamed, call.isStreamed],
    [genAiNames.firstChunk, call.firstChunkMs === null ? null : call.firstChunkMs / 1000],
    [genAiNames.errorType, call.errorType],
    [genAiNames.status, call.status],
    [genAiNames.spanKind, hasUsage ? 'LLM' : 'CHAIN'],
    ...(hasUsage
      ? ([
          [genAiNames.input, usage?.inputTokens],
          [genAiNames.cached, usage?.cachedTokens],
          [genAiNames.written, usage?.cacheWriteTokens],
          [genAiNames.output, usage?.outputTokens],
          [genAiNames.reasoning, usage?.reasoningTokens],
        ] as const)
      : []),
  ];
  return {
    ...knownAttributes(
      Object.fromEntries(
        written.flatMap(([{ name, aliases }, value]) =>
          [name, ...aliases].map((each) => [each, value] as const),
        ),
      ),
    ),
    ...call.own,
    [turntapeNames.label]: call.label,
    ...(call.explained && causeAttributes(call.explained)),
  };
}

/** Where the cache broke, in full only for the largest cause; nothing that was sent is quoted. */
function causeAttributes(explained: ExplainedCall): Attributes {
  const largest = explained.breaks.toSorted(
    (one, other) => Math.abs(other.tokens_lost) - Math.abs(one.tokens_lost),
  );
  const [first] = largest;
  return knownAttributes({
    [turntapeNames.lostTokens]: explained.lost_tokens,
    [turntapeNames.reusableTokens]: explained.reusable_tokens,
    [turntapeNames.idealTokens]: explained.theoretical_cached_tokens,
    [turntapeNames.cause]: first?.cause,
    [turntapeNames.pointer]: first?.pointer,
    [turntapeNames.byte]: first?.byte,
    [turntapeNames.by]: first?.by,
    ...(largest.length > 0 && {
      [turntapeNames.causes]: largest.map(({ cause, tokens_lost }) => `${cause} ${tokens_lost}`),
    }),
  });
}
