// One turn of a session, without IO: from the client's request to what the client gets and what the
// session's memory keeps. Whoever sends and stores (gateway, scripted agent, check, translate)
// drives the same states: open -> send -> answer -> commit, or retry without reasoning, or failed.
import { prepareTurn } from '../continuity/prepare-turn.ts';
import type { TranslationInput } from '../domain/translation.ts';
import { refuseEmpty, refuseUnsupported } from './errors.ts';
import { stateKeys } from './request/state-keys.ts';
import { translateRequest } from './request/translate-request.ts';
import { createAttempt } from './turn/attempt.ts';
import { failed } from './turn/failed.ts';
import type { Turn } from './turn/states.ts';

/** @param input never changed afterwards */
export function openTurn(input: TranslationInput): Turn {
  const prepared = prepareTurn(input);
  return {
    keys: stateKeys(prepared),
    begin(state) {
      const translation = translateRequest(prepared, state);
      const error =
        refuseUnsupported(translation.losses) ?? refuseEmpty(translation.value.body.input.length);
      return error === null
        ? { type: 'send', attempt: createAttempt(prepared, state, translation) }
        : failed('unsupported', error, translation.losses);
    },
  };
}
