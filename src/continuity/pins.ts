// What a session pins besides what the request translation pins itself: the turn state that the
// answer brings, and that the backend refused its reasoning.
import type { TranslationInput } from '../domain/translation.ts';
import type { SessionPins, SessionState, StateWrites } from '../domain/translator-state.ts';
import { findHeader, type HeaderList } from '../lib/header-list.ts';
import { turnStateHeader } from '../wire/responses/turn-state.ts';
import { userTurnName } from './user-turn.ts';

/** Longest turn state that is kept, in characters: it becomes a request header. */
const turnStateCharsMax = 4096;

/** A state in which this session's reasoning is never sent again (the backend refused it). */
export function withoutReasoning(state: SessionState): SessionState {
  return { ...state, pins: { ...state.pins, reasoningRefused: true } };
}

/**
 * The writes of a request, with the turn state that the response's headers brought.
 * @param state what the request was translated with
 * @param writes the request translation's writes
 * @returns `writes` itself when there is nothing to add
 */
export function withTurnState(
  input: TranslationInput,
  state: SessionState,
  writes: StateWrites,
  responseHeaders: HeaderList,
): StateWrites {
  const value = findHeader(responseHeaders, turnStateHeader);
  if (input.options.turn_state === 'drop' || value === undefined) return writes;
  if (value.length > turnStateCharsMax) return writes;
  const pins: SessionPins = writes.pins ?? state.pins;
  const userTurn = userTurnName(input.request.messages);
  // Only the first response of a turn sets it.
  if (pins.turnState?.userTurn === userTurn) return writes;
  return { ...writes, pins: { ...pins, turnState: { value, userTurn } } };
}
