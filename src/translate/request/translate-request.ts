// Anthropic Messages request -> Responses request. Pure: what the session pinned and stored comes
// in as state, what it should pin goes out as writes. Same request, options and state, same bytes.
import { createPlacement, isRefused } from '../../continuity/placement.ts';
import type { PreparedTurn } from '../../continuity/prepare-turn.ts';
import { userTurnName, userTurnStart } from '../../continuity/user-turn.ts';
import type { Loss } from '../../domain/loss.ts';
import type { RequestTranslation, TranslationInput } from '../../domain/translation.ts';
import type { SessionPins, SessionState } from '../../domain/translator-state.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { modelCapabilities } from '../../profiles/model-capabilities.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { turnStateHeader } from '../../wire/responses/turn-state.ts';
import { translateDiagnostics } from './cache-diagnostics.ts';
import { cacheRouting } from './cache-key.ts';
import { droppedFields } from './dropped-fields.ts';
import { followsLite, liteHeaders, liteRequest } from './lite-contract.ts';
import { translateReasoning } from './reasoning-settings.ts';
import { translateServiceTier } from './service-tier.ts';
import { translateSystem } from './system-prompt.ts';
import { translateText } from './text-settings.ts';
import { translateToolChoice } from './tool-choice.ts';
import { translateHistory } from './translate-history.ts';
import { translateTools } from './translate-tools.ts';

/** @param state what the shell loaded for `stateKeys(turn)`; empty on a session's first request */
export function translateRequest(turn: PreparedTurn, state: SessionState): RequestTranslation {
  const { input, model } = turn;
  const { request, options } = input;
  const { pins } = state;
  const losses: Loss[] = droppedFields(request);
  const system = translateSystem(request, options, losses);
  const isLite = followsLite(input, model);
  const known = modelCapabilities(model);
  const capabilities = isLite ? { ...known, toolsInInput: true } : known;
  const { tools, ...late } = translateTools(request, pins, options, capabilities, losses);
  const scopeStart = options.replay_scope === 'all' ? 0 : userTurnStart(request.messages);
  const refused = isRefused(turn, state);
  const placement = createPlacement(turn, state, refused, scopeStart, losses);
  const settingLosses: Loss[] = [];
  const settings = translateReasoning(request, options, pins, capabilities, settingLosses);
  const insertions = [...late.insertions, ...settings.insertions].sort((a, b) => a.after - b.after);
  const history = translateHistory(turn, placement, insertions, losses);
  if (isEmpty(history) && request.messages.length > 0) losses.push(emptyInput);
  losses.push(...settingLosses);
  const serviceTier = translateServiceTier(request, options, pins.serviceTier);
  const text = translateText(request, options, losses);
  const cacheOptions = translateDiagnostics(request, options, known, isLite, losses);
  const routing = cacheRouting(turn, {
    instructions: system.instructions,
    tools,
    items: [...system.items, ...history.slice(0, 1)],
  });
  const plain: ResponsesRequest = {
    model,
    ...(system.instructions === undefined ? {} : { instructions: system.instructions }),
    stream: true,
    input: [...system.items, ...history],
    ...(tools.length === 0 ? {} : { tools: [...tools] }),
    ...translateToolChoice(request, options, late, losses),
    ...(settings.reasoning === undefined ? {} : { reasoning: settings.reasoning }),
    store: false,
    ...(settings.include === undefined ? {} : { include: settings.include }),
    ...(routing.key === undefined ? {} : { prompt_cache_key: routing.key }),
    ...(cacheOptions === undefined ? {} : { prompt_cache_options: cacheOptions }),
    ...(text === undefined ? {} : { text }),
    ...(serviceTier === undefined ? {} : { service_tier: serviceTier }),
  };
  const nextPins: SessionPins = {
    ...pins,
    ...settings.pins,
    ...(serviceTier === undefined ? {} : { serviceTier }),
    ...late.pins,
    ...(refused ? { reasoningRefused: true } : {}),
  };
  // A refusal is always written: it may come from the client's history, or from the answer to the
  // attempt before this one.
  const changed = refused || !isSamePins(nextPins, pins);
  return {
    value: {
      body: isLite ? liteRequest(plain) : plain,
      headers: [...(isLite ? liteHeaders : []), ...addedHeaders(input, routing.header, pins)],
    },
    losses,
    writes: {
      session: turn.stateKey,
      pins: changed ? nextPins : null,
      entries: [],
    },
  };
}

/** What did not change is nearly always the same value, not an equal one. */
function isSamePins(next: SessionPins, pins: SessionPins): boolean {
  // `next` has every key of `pins`.
  return (Object.keys(next) as (keyof SessionPins)[]).every(
    (key) => next[key] === pins[key] || JSON.stringify(next[key]) === JSON.stringify(pins[key]),
  );
}

/**
 * Nothing of the conversation is left: the backend would refuse it, or answer the system prompt
 * alone.
 */
function isEmpty(history: readonly ResponsesItem[]): boolean {
  return history.every(
    ({ type }) => type === 'additional_tools' || type === 'configuration_update',
  );
}

const emptyInput: Loss = {
  kind: 'unsupported',
  feature: 'empty-input',
  pointer: '/messages',
  detail: 'The messages hold nothing that the backend can read.',
};

/** `session-id`, and the turn state while the user turn that brought it continues. */
function addedHeaders(
  input: TranslationInput,
  sessionId: string | undefined,
  pins: SessionPins,
): HeaderList {
  const { turnState } = pins;
  const echoes =
    turnState !== undefined &&
    input.options.turn_state === 'echo' &&
    turnState.userTurn === userTurnName(input.request.messages);
  return [
    ...(sessionId === undefined ? [] : [['session-id', sessionId] as const]),
    ...(echoes ? [[turnStateHeader, turnState.value] as const] : []),
  ];
}
