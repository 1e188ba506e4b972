// What is known or assumed of each model itself, whatever its backend: a row per generation, found
// by the longest matching name. How a backend caches it and what it reads of a history is in data/.

import type { ResponsesRequest } from '../wire/responses/request.ts';
import { bareModel } from './bare-model.ts';
import { periodOf } from './cache-rules.ts';
import { ruleOf, unknownModelFamily } from './find-period.ts';
import type { CacheParameters } from './parameters/cache-parameters.ts';
import type { Confidence } from './parameters/parameter.ts';
import type { PromptParameters } from './parameters/prompt-parameters.ts';

/** Whether reasoning of earlier user turns stays in the prompt, as requests and answers name it. */
export type ContextName = 'current_turn' | 'all_turns';

/**
 * The same with what begins a turn. Under `since_answer` a turn begins
 * with the first user message behind a final answer: one that comes in between, behind a tool's
 * result, continues it.
 */
export type ContextRule = ContextName | 'since_answer';

export interface ModelProfile {
  /** The model name, or the start of it. */
  readonly name: string;
  readonly reasoningCapable: boolean;
  /** Assistant messages carry a `phase`. */
  readonly hasPhase: boolean;
  readonly source: string;
  readonly confidence: Confidence;
}

const older = {
  reasoningCapable: true,
  hasPhase: false,
  source: "the vendor's model list",
  confidence: 'documented',
} as const;
const newer = {
  reasoningCapable: true,
  hasPhase: true,
  source: 'what its answers carry, as Codex CLI reads them',
  confidence: 'measured by peers',
} as const;
const plain = { ...older, reasoningCapable: false, source: 'not a reasoning model' } as const;

/** Unknown models count as reasoning capable and behave like `unknownModelFamily`. */
export const unknownModelProfile: ModelProfile = {
  name: '',
  ...older,
  source: `unknown model: taken to behave like ${unknownModelFamily}`,
  confidence: 'assumed',
};

export const modelProfiles: readonly ModelProfile[] = [
  { name: 'gpt-4', ...plain },
  { name: 'o1', ...older },
  { name: 'o3', ...older },
  { name: 'o4', ...older },
  { name: 'gpt-5', ...older },
  { name: 'gpt-5.6', ...newer },
  { name: 'gpt-6', ...newer },
];

/** Which reasoning of a request is part of its prompt. */
export interface ReasoningRules {
  readonly contextRule: ContextRule;
  /** Reasoning whose history was changed is left out. */
  readonly isHistoryBound: boolean;
}

type ContextParameters = Pick<PromptParameters, 'context_rule' | 'context_requests'> &
  Pick<CacheParameters, 'profile_backend' | 'profile_date'>;

/** The profile whose name is the longest start of the model's; unknown models get the default. */
export function findModelProfile(model: string): ModelProfile {
  const bare = bareModel(model);
  const fitting = modelProfiles.filter(({ name }) => bare.startsWith(name));
  return fitting.sort((a, b) => b.name.length - a.name.length)[0] ?? unknownModelProfile;
}

/** Whether `reasoning.context` of a request is heard: the parameter, else the profile. */
export function hearsContext(model: string, parameters: ContextParameters): boolean {
  const { context_requests } = parameters;
  if (context_requests !== 'profile') return context_requests === 'honoured';
  return periodOf(model, parameters).period.rules['context_requests']?.value === 'honoured';
}

/**
 * The context of one request: its own `reasoning.context` where that is heard, else the
 * `context_rule` parameter, else the profile's.
 */
export function contextNameOf(
  request: Pick<ResponsesRequest, 'model' | 'reasoning'>,
  parameters: ContextParameters,
): ContextName {
  const { context_rule } = parameters;
  const { rules } = periodOf(request.model, parameters).period;
  const asked = request.reasoning?.context;
  const isAsked = asked === 'current_turn' || asked === 'all_turns';
  // Of the shipped files, whose values a test checks.
  const given =
    context_rule === 'profile' ? (rules['context_rule']?.value as ContextName) : context_rule;
  return isAsked && hearsContext(request.model, parameters) ? asked : given;
}

/** The rule that holds for one request: its context, and what begins a turn. */
export function contextRuleOf(
  request: Pick<ResponsesRequest, 'model' | 'reasoning'>,
  parameters: ContextParameters & Pick<PromptParameters, 'turn_boundary'>,
): ContextRule {
  const name = contextNameOf(request, parameters);
  const { turn_boundary } = parameters;
  const boundary =
    turn_boundary === 'profile'
      ? ruleOf<string>(periodOf(request.model, parameters), 'turn_boundary')
      : turn_boundary;
  return name === 'current_turn' && boundary === 'final_answer' ? 'since_answer' : name;
}

/** Which reasoning of one request is part of its prompt. */
export function reasoningRulesOf(
  request: Pick<ResponsesRequest, 'model' | 'reasoning'>,
  parameters: ContextParameters &
    Pick<PromptParameters, 'turn_boundary' | 'history_bound_reasoning'>,
): ReasoningRules {
  const { history_bound_reasoning: given } = parameters;
  const { rules } = periodOf(request.model, parameters).period;
  const rule = given === 'profile' ? rules['history_bound_reasoning']?.value : given;
  return {
    contextRule: contextRuleOf(request, parameters),
    isHistoryBound: rule === 'dropped',
  };
}
