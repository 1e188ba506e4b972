// What is known or assumed of each model: a row per generation, found by the longest matching name.

import type { ResponsesRequest } from '../wire/responses/request.ts';
import type { CacheParameters } from './parameters/cache-parameters.ts';
import type { Confidence } from './parameters/parameter.ts';
import type { PromptParameters } from './parameters/prompt-parameters.ts';

/** Whether reasoning of earlier user turns stays in the prompt. */
export type ContextRule = 'current_turn' | 'all_turns';

/** What the cache finds again: every block, or only prefixes that end at a breakpoint. */
export type CacheMode = 'implicit' | 'breakpoints';

export interface ModelProfile {
  /** The model name, or the start of it. */
  readonly name: string;
  readonly contextRule: ContextRule;
  /** Whether the request's `reasoning.context` is honoured. */
  readonly contextSelectable: boolean;
  readonly cacheMode: CacheMode;
  /** Where the cache mode comes from. */
  readonly cacheSource: string;
  readonly reasoningCapable: boolean;
  /** Assistant messages carry a `phase`. */
  readonly hasPhase: boolean;
  /** Input tokens that fit. */
  readonly contextWindow: number;
  readonly source: string;
  readonly confidence: Confidence;
}

/** Unpublished for these models: the size that Codex CLI works with for this family. */
const assumedWindow = 272_000;

const older = {
  contextRule: 'current_turn',
  contextSelectable: false,
  cacheMode: 'implicit',
  cacheSource: 'OpenAI Prompt Caching 201: prefixes in steps of 128 before GPT-5.6',
  reasoningCapable: true,
  hasPhase: false,
  contextWindow: assumedWindow,
  source: 'OpenAI reasoning_items cookbook: reasoning matters within a turn; window assumed',
  confidence: 'documented',
} as const;
const newer = {
  contextRule: 'current_turn',
  contextSelectable: true,
  cacheMode: 'breakpoints',
  cacheSource:
    'OpenAI prompt caching guide: implicit breakpoint on the latest message, no shorter prefix (single source; CLIProxyAPI issue 5727 fits it)',
  reasoningCapable: true,
  hasPhase: true,
  contextWindow: assumedWindow,
  source:
    'OpenAI guide: reasoning.context; the default is current_turn by a Codex CLI source comment',
  confidence: 'measured by peers',
} as const;
const plain = {
  ...older,
  reasoningCapable: false,
  contextWindow: 128_000,
  source: 'not a reasoning model',
} as const;

/** Unknown models count as reasoning capable and behave like `gpt-5.5`. */
export const unknownModelProfile: ModelProfile = {
  name: '',
  ...older,
  source: 'unknown model: taken to behave like gpt-5.5',
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

/** The profile whose name is the longest start of the model's; unknown models get the default. */
export function findModelProfile(model: string): ModelProfile {
  const bare = model.slice(model.lastIndexOf('/') + 1);
  const fitting = modelProfiles.filter(({ name }) => bare.startsWith(name));
  return fitting.sort((a, b) => b.name.length - a.name.length)[0] ?? unknownModelProfile;
}

/** How the cache matches for a model: the `cache_mode` parameter, else the profile. */
export function cacheModeOf(
  model: string,
  parameters: Pick<CacheParameters, 'cache_mode'>,
): CacheMode {
  return parameters.cache_mode === 'profile'
    ? findModelProfile(model).cacheMode
    : parameters.cache_mode;
}

/**
 * The rule that holds for one request: its own `reasoning.context` where that is heard, else the
 * `context_rule` parameter, else the profile.
 */
export function contextRuleOf(
  request: Pick<ResponsesRequest, 'model' | 'reasoning'>,
  { context_rule, context_requests }: Pick<PromptParameters, 'context_rule' | 'context_requests'>,
): ContextRule {
  const profile = findModelProfile(request.model);
  const isHeard =
    context_requests === 'profile' ? profile.contextSelectable : context_requests === 'honoured';
  const asked = request.reasoning?.context;
  if (isHeard && (asked === 'current_turn' || asked === 'all_turns')) return asked;
  return context_rule === 'profile' ? profile.contextRule : context_rule;
}
