// Effort, summary and context of the reasoning. Effort and summary are pinned per session: a change
// breaks the cached prefix.
import type { Loss, LossFeature } from '../../domain/loss.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import type { EffortChange, SessionPins } from '../../domain/translator-state.ts';
import { nearestWord } from '../../lib/nearest-word.ts';
import { effortScale, nearestEffort } from '../../profiles/effort-families.ts';
import type { ModelCapabilities } from '../../profiles/model-capabilities.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';

import { effortChanges, insertEffortChanges } from './effort-changes.ts';
import type { Insertions } from './late-tools.ts';

export interface ReasoningSettings {
  /** undefined: the field is left out. */
  readonly reasoning: ResponsesRequest['reasoning'];
  readonly include: string[] | undefined;
  /** Changes of the effort, as items of the history. */
  readonly insertions: Insertions;
  readonly pins: Pick<SessionPins, 'effort' | 'effortChanges' | 'summary'>;
}

export function translateReasoning(
  request: AnthropicRequest,
  options: TranslatorOptions,
  pinned: SessionPins,
  capabilities: ModelCapabilities,
  losses: Loss[],
): ReasoningSettings {
  if (!capabilities.reasoning) {
    if (request.thinking !== undefined || request.output_config?.effort !== undefined) {
      losses.push(
        loss('dropped', 'reasoning', '/thinking', 'The model takes no reasoning settings.'),
      );
    }
    return { reasoning: undefined, include: undefined, insertions: [], pins: {} };
  }
  const { effort, changes } = resolveEffort(request, options, pinned, capabilities, losses);
  const summary = resolveSummary(request, options, pinned);
  const context = options.reasoning_context === 'unset' ? undefined : options.reasoning_context;
  const reasoning = {
    ...(effort === undefined ? {} : { effort }),
    ...(summary === 'none' ? {} : { summary }),
    ...(context === undefined ? {} : { context }),
  };
  return {
    reasoning: Object.keys(reasoning).length === 0 ? undefined : reasoning,
    include: asksForEncrypted(options, effort) ? ['reasoning.encrypted_content'] : undefined,
    insertions: insertEffortChanges(changes),
    pins: {
      ...(effort === undefined ? {} : { effort }),
      ...(changes.length === 0 && pinned.effortChanges === undefined
        ? {}
        : { effortChanges: changes }),
      summary,
    },
  };
}

function asksForEncrypted(options: TranslatorOptions, effort: string | undefined): boolean {
  switch (options.include_encrypted) {
    case 'with-continuity':
      return options.reasoning_continuity;
    case 'always':
      return true;
    case 'with-effort':
      return effort !== undefined;
    case 'never':
      return false;
  }
}

function resolveEffort(
  request: AnthropicRequest,
  options: TranslatorOptions,
  pinned: SessionPins,
  capabilities: ModelCapabilities,
  losses: Loss[],
): { effort: string | undefined; changes: readonly EffortChange[] } {
  if (options.effort !== 'request') {
    return { effort: supported(options.effort, '', capabilities, losses), changes: [] };
  }
  losses.push(...unreadableSettings(request));
  const wanted = requestedEffort(request);
  const effort =
    wanted === undefined
      ? undefined
      : supported(wanted.effort, wanted.pointer, capabilities, losses);
  if (pinned.effort === undefined) return { effort, changes: [] };
  if (options.effort_changes === 'in-input' && capabilities.settingsInInput) {
    const changes = effortChanges(pinned, effort, request.messages.length);
    return { effort: pinned.effort, changes };
  }
  if (pinned.effort === effort) return { effort, changes: [] };
  losses.push(
    loss(
      'approximated',
      'effort-pinned',
      wanted?.pointer ?? '/output_config/effort',
      `The session began with effort ${pinned.effort}, which stays: a change breaks the cached prefix.`,
    ),
  );
  return { effort: pinned.effort, changes: [] };
}

/** Largest budgets, in tokens, that count as low, medium and high; above: xhigh. */
const budgets = [
  ['low', 1024],
  ['medium', 8192],
  ['high', 24_576],
] as const;

function requestedEffort(
  request: AnthropicRequest,
): { effort: string; pointer: string } | undefined {
  // The latest word counts: Claude Code says it on a message where it changes within a session.
  const index = request.messages.findLastIndex(({ output_config }) =>
    isWord(output_config?.effort),
  );
  const late = request.messages[index]?.output_config?.effort;
  if (late !== undefined) {
    return { effort: late, pointer: `/messages/${index}/output_config/effort` };
  }
  const explicit: unknown = request.output_config?.effort;
  if (isWord(explicit)) return { effort: explicit, pointer: '/output_config/effort' };
  const { thinking } = request;
  const pointer = '/thinking';
  switch (thinking?.type) {
    case 'enabled': {
      const budget = budgetOf(thinking.budget_tokens) ?? 0;
      const effort = budgets.find(([, tokensMax]) => budget <= tokensMax)?.[0] ?? 'xhigh';
      return { effort, pointer };
    }
    case 'adaptive':
      return { effort: 'medium', pointer };
    case 'disabled':
      return { effort: 'none', pointer };
    default:
      return undefined;
  }
}

/** An empty text says nothing. */
function isWord(effort: unknown): effort is string {
  return typeof effort === 'string' && effort.trim() !== '';
}

/** Some clients write the number as a text. */
function budgetOf(tokens: unknown): number | null {
  const number = typeof tokens === 'string' && tokens.trim() !== '' ? Number(tokens) : tokens;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

const thinkingTypes: ReadonlySet<unknown> = new Set(['enabled', 'adaptive', 'disabled']);

/** Settings of another type, or of a word that is not known: they are left out. */
function unreadableSettings({ output_config, messages, thinking }: AnthropicRequest): Loss[] {
  const found: Loss[] = [];
  const check = (effort: unknown, pointer: string): void => {
    if (effort === undefined || effort === null || typeof effort === 'string') return;
    found.push(
      loss('dropped', 'effort', pointer, 'An effort is a word; another value was left out.'),
    );
  };
  check(output_config?.effort, '/output_config/effort');
  for (let index = 0; index < messages.length; index++) {
    const config = messages[index]?.output_config;
    if (config !== undefined) check(config.effort, `/messages/${index}/output_config/effort`);
  }
  if (thinking === undefined) return found;
  const { type, budget_tokens: budget } = thinking;
  if (!thinkingTypes.has(type)) {
    const detail = 'This type of thinking is not known; it was left out.';
    found.push(loss('dropped', 'reasoning', '/thinking/type', detail));
  } else if (budget !== undefined && budget !== null && budgetOf(budget) === null) {
    const detail = 'A budget is a number of tokens; another value was left out.';
    found.push(loss('dropped', 'effort', '/thinking/budget_tokens', detail));
  }
  return found;
}

/** The nearest effort that the model takes; undefined: it takes none. */
function supported(
  effort: string,
  pointer: string,
  { efforts }: ModelCapabilities,
  losses: Loss[],
): string | undefined {
  if (efforts.length === 0) {
    losses.push(loss('dropped', 'effort', pointer, 'The model takes no effort; it was left out.'));
    return undefined;
  }
  const nearest = nearestEffort(knownEffort(effort), efforts);
  if (nearest !== effort) {
    const detail = `The model does not take effort ${effort}; ${nearest} is sent instead.`;
    losses.push(loss('approximated', 'effort', pointer, detail));
  }
  return nearest;
}

/** Words of clients and of other vendors. `ultra` is Claude Code's for its highest effort. */
const synonyms: readonly (readonly [RegExp, string])[] = [
  [/ultra/, 'max'],
  [/^(off|disabled|false|zero)$/, 'none'],
  [/^(extra|x)high$/, 'xhigh'],
];

/** An effort of the scale; a word of another vendor is the one that it resembles, else medium. */
function knownEffort(effort: string): string {
  const word = effort.toLowerCase().replaceAll(/[\s_-]/g, '');
  if (effortScale.includes(word)) return word;
  const meant = synonyms.find(([words]) => words.test(word))?.[1];
  const contained = effortScale.findLast((one) => word.includes(one));
  return meant ?? contained ?? nearestWord(word, effortScale) ?? 'medium';
}

/** A summary costs tokens and time, so it is asked for only where the client shows thinking. */
function resolveSummary(
  request: AnthropicRequest,
  options: TranslatorOptions,
  pinned: SessionPins,
): string {
  if (options.summary !== 'request') return options.summary;
  if (pinned.summary !== undefined) return pinned.summary;
  const { thinking } = request;
  const visible =
    (thinking?.type === 'enabled' || thinking?.type === 'adaptive') &&
    thinking.display !== 'omitted';
  return visible ? 'auto' : 'none';
}

function loss(kind: Loss['kind'], feature: LossFeature, pointer: string, detail: string): Loss {
  return { kind, feature, pointer, detail };
}
