// Anthropic Messages request -> Responses request. Pure: what the session pinned and stored comes in
// as state, what it should pin goes out as writes. Same request, options and state, same bytes.
import { createTextAnchors, historyAnchors } from '../../continuity/anchors.ts';
import { carriers } from '../../continuity/carriers/registry.ts';
import { turnStateHeader } from '../../continuity/pins.ts';
import { createPlacement, isRefused } from '../../continuity/placement.ts';
import { stateKeyOf, upstreamIdentity, upstreamModel } from '../../continuity/state-key.ts';
import { userTurnName, userTurnStart } from '../../continuity/user-turn.ts';
import type { Loss } from '../../domain/loss.ts';
import type { RequestTranslation, TranslationInput } from '../../domain/translation.ts';
import type { SessionPins, SessionState, StateKeys } from '../../domain/translator-state.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { modelCapabilities } from '../../profiles/model-capabilities.ts';
import { findModelProfile } from '../../profiles/model-profiles.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { cacheRouting } from './cache-key.ts';
import { droppedFields } from './dropped-fields.ts';
import { translateReasoning } from './reasoning-settings.ts';
import { translateServiceTier } from './service-tier.ts';
import { translateSystem } from './system-prompt.ts';
import { translateText } from './text-settings.ts';
import { translateToolChoice } from './tool-choice.ts';
import { translateHistory } from './translate-history.ts';
import { translateTools } from './translate-tools.ts';

/** What the shell must load before `translateRequest`. */
export function stateKeys(input: TranslationInput): StateKeys {
  const { options, request } = input;
  const readsReasoning =
    options.reasoning_continuity && carriers[options.reasoning_carrier].usesStore;
  // Without reasoning only calls have anything to find again, their bytes; and texts their phase.
  const readsTexts = readsReasoning || findModelProfile(upstreamModel(input)).hasPhase;
  const wanted =
    readsTexts || options.call_arguments === 'original'
      ? historyAnchors(request.messages, readsTexts ? createTextAnchors() : null)
      : [];
  return {
    session: stateKeyOf(input.account, upstreamIdentity(input)),
    anchors: [...new Set(wanted)],
  };
}

/** @param state what the shell loaded for `stateKeys(input)`; empty on a session's first request */
export function translateRequest(input: TranslationInput, state: SessionState): RequestTranslation {
  const { request, options } = input;
  const { pins } = state;
  const model = upstreamModel(input);
  const losses: Loss[] = droppedFields(request);
  const system = translateSystem(request, options, losses);
  const capabilities = modelCapabilities(model);
  const { tools, ...late } = translateTools(request, pins, options, capabilities, losses);
  const scopeStart = options.replay_scope === 'all' ? 0 : userTurnStart(request.messages);
  const refused = isRefused(input, state);
  const placement = createPlacement(input, state, refused, scopeStart, losses);
  const history = translateHistory(request.messages, placement, late.insertions, losses);
  const settings = translateReasoning(request, options, pins, capabilities, losses);
  const serviceTier = translateServiceTier(request, options, pins.serviceTier);
  const text = translateText(request, options, losses);
  const routing = cacheRouting(input, {
    instructions: system.instructions,
    tools,
    items: [...system.items, ...history.slice(0, 1)],
  });
  const body: ResponsesRequest = {
    model,
    ...(system.instructions === undefined ? {} : { instructions: system.instructions }),
    stream: true,
    input: [...system.items, ...history],
    ...(tools.length === 0 ? {} : { tools: [...tools] }),
    ...translateToolChoice(request, late.all, losses),
    ...(settings.reasoning === undefined ? {} : { reasoning: settings.reasoning }),
    store: false,
    ...(settings.include === undefined ? {} : { include: settings.include }),
    ...(routing.key === undefined ? {} : { prompt_cache_key: routing.key }),
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
  // Spreading keeps the order of the keys, so equal pins are equal text. A refusal is always written:
  // it may come from the client's history, or from the answer to the attempt before this one.
  const changed = refused || JSON.stringify(nextPins) !== JSON.stringify(pins);
  return {
    value: { body, headers: addedHeaders(input, routing.header, pins) },
    losses,
    writes: {
      session: stateKeyOf(input.account, upstreamIdentity(input)),
      pins: changed ? nextPins : null,
      entries: [],
    },
  };
}

/** `session-id`, and the turn state while the user turn that brought it goes on. */
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
