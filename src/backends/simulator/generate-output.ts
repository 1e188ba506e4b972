// What one step of the model adds: output items, how many tokens each took, and the prompt as it will
// be when they are replayed.
import type { ModelStep } from '../../domain/model-step.ts';
import { findModelProfile } from '../../rules/model-profiles.ts';
import type { PromptChain, PromptChains } from '../../rules/prompt-chains.ts';
import {
  type PromptSegment,
  promptSalt,
  type ReasoningContent,
  type RenderOptions,
  renderItem,
} from '../../rules/render-prompt.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { buildOutputItems } from './output-items.ts';
import type { OutputItem } from './response-events.ts';

export interface GenerationInput {
  readonly request: ResponsesRequest;
  /** The rendered prompt. */
  readonly segments: readonly PromptSegment[];
  readonly step: ModelStep;
  /** Distinct per response, reproducible. */
  readonly responseSeed: string;
  readonly seal: (content: ReasoningContent) => string;
  readonly rendering: RenderOptions;
  readonly chains: PromptChains;
}

export interface Generation {
  readonly outputs: readonly OutputItem[];
  readonly reasoningTokens: number;
  /** Prompt and outputs together. */
  readonly whole: PromptChain;
}

/** Hidden reasoning only where the model can reason and was not told not to. */
function reasoningTokensOf(step: ModelStep, request: ResponsesRequest): number {
  const canReason = findModelProfile(request.model).reasoningCapable;
  return canReason && request.reasoning?.effort !== 'none' ? step.reasoningTokens : 0;
}

/** What an item adds to the prompt when it is replayed, whether or not the client may replay it. */
function replaySegments(
  item: ResponsesItem,
  reasoningTokens: number,
  rendering: RenderOptions,
): PromptSegment[] {
  if (item.type !== 'reasoning') return renderItem(item, '', rendering);
  const identity = item.id ?? '';
  return [{ kind: 'opaque', pointer: '', what: 'reasoning', identity, tokens: reasoningTokens }];
}

export function generateOutput(input: GenerationInput): Generation {
  const { request, segments, rendering, chains } = input;
  const reasoningTokens = reasoningTokensOf(input.step, request);
  const wantsEncrypted = request.include?.includes('reasoning.encrypted_content') === true;
  const items = buildOutputItems(
    { ...input.step, reasoningTokens },
    {
      responseSeed: input.responseSeed,
      seal: wantsEncrypted ? input.seal : null,
      hasSummary: !['none', undefined].includes(request.reasoning?.summary),
      hasPhase: findModelProfile(request.model).hasPhase,
    },
  );
  const added = items.map((item) => replaySegments(item, reasoningTokens, rendering));
  const whole = chains.chain(promptSalt(request), [...segments, ...added.flat()]);
  let at = segments.length;
  const outputs = items.map((item, index) => {
    const end = at + (added[index]?.length ?? 0);
    const counts = whole.segmentTokens.slice(at, end);
    at = end;
    return { item, tokens: counts.reduce((sum, tokens) => sum + tokens, 0) };
  });
  return { outputs, reasoningTokens, whole };
}
