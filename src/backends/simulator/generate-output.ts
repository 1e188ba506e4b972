// What one step of the model adds: output items, how many tokens each took, and the prompt as it
// will be when they are replayed.

import type { PromptChain, PromptChains } from '../../cache-model/prompt-chains.ts';
import {
  type PromptSegment,
  type RenderOptions,
  renderItem,
} from '../../cache-model/render-prompt.ts';
import type { ModelStep, Recall } from '../../domain/model-step.ts';
import type { ReasoningContent } from '../../domain/reasoning-content.ts';
import { findModelProfile } from '../../profiles/model-profiles.ts';
import { createItemId } from '../../rules/item-id.ts';
import { sum } from '../../stats/descriptive.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { buildOutputItems } from './output-items.ts';
import type { Benefit } from './recall.ts';
import type { OutputItem } from './response-events.ts';

export interface GenerationInput {
  readonly request: ResponsesRequest;
  /** The request's prompt, of these chains. */
  readonly prompt: PromptChain;
  /** Asked for only when the model is to take a step (a compaction is not one). */
  readonly step: (recall: Recall) => ModelStep;
  /** Distinct per response, reproducible. */
  readonly responseSeed: string;
  readonly seal: (content: ReasoningContent) => string;
  readonly rendering: RenderOptions;
  readonly chains: PromptChains;
  readonly benefit: Benefit;
  /** Encrypted content comes without `include` too. */
  readonly alwaysEncrypted: boolean;
}

export interface Generation {
  readonly outputs: readonly OutputItem[];
  readonly reasoningTokens: number;
  /** Prompt and outputs together. */
  readonly whole: PromptChain;
}

/** Hidden reasoning only where the model can reason and was not told not to. */
function reasoningTokensOf(step: ModelStep, request: ResponsesRequest, share: number): number {
  const canReason = findModelProfile(request.model).reasoningCapable;
  if (!canReason || request.reasoning?.effort === 'none') return 0;
  return Math.round(step.reasoningTokens * share);
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

/** Codex CLI asks for a compaction by this last item and expects exactly one item back. */
function isCompaction({ input }: ResponsesRequest): boolean {
  return input.at(-1)?.type === 'compaction_trigger';
}

/** Tokens that a compacted history counts as. Made up: no source. */
const compactionTokens = 512;

function buildCompaction({ responseSeed, seal }: GenerationInput): ResponsesItem {
  const id = createItemId('cmp', responseSeed, 0, null);
  return {
    type: 'compaction',
    id,
    encrypted_content: seal({ identity: id, tokens: compactionTokens }),
  };
}

export function generateOutput(input: GenerationInput): Generation {
  const { request, prompt, rendering, chains } = input;
  const { items, reasoningTokens } = isCompaction(request)
    ? { items: [buildCompaction(input)], reasoningTokens: 0 }
    : takeStep(input);
  const added = items.map((item) => replaySegments(item, reasoningTokens, rendering));
  const whole = chains.extend(prompt, added.flat());
  let at = prompt.segmentTokens.length;
  const outputs = items.map((item, index) => {
    const end = at + (added[index]?.length ?? 0);
    const counts = whole.segmentTokens.slice(at, end);
    at = end;
    return { item, tokens: sum(counts) };
  });
  return { outputs, reasoningTokens, whole };
}

function takeStep(input: GenerationInput): { items: ResponsesItem[]; reasoningTokens: number } {
  const { request } = input;
  const step = input.step(input.benefit.recall);
  const reasoningTokens = reasoningTokensOf(step, request, input.benefit.reasoningShare);
  const wantsEncrypted =
    input.alwaysEncrypted || request.include?.includes('reasoning.encrypted_content') === true;
  const items = buildOutputItems(
    { ...step, reasoningTokens },
    {
      responseSeed: input.responseSeed,
      seal: wantsEncrypted ? input.seal : null,
      hasSummary: !['none', undefined].includes(request.reasoning?.summary),
      hasPhase: findModelProfile(request.model).hasPhase,
    },
  );
  return { items, reasoningTokens };
}
