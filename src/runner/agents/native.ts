// Plays a scenario as Codex itself would: the history is kept in the backend's own items and goes
// back verbatim, reasoning included. The reference, and the oracle of the translator's tests: it must
// not import translate/ or continuity/.

import { findHeader } from '../../lib/header-list.ts';
import type { ResponsesItem, ResponsesReasoning } from '../../wire/responses/item.ts';
import type { ObservedResponse } from '../observe-response.ts';
import type { Place } from '../turn-recorder.ts';
import {
  type Agent,
  attemptsMax,
  isWorthRetrying,
  pauseBeforeRetryMs,
  type TrialSetup,
} from './agent.ts';
import {
  loadedTools,
  nativeBasePrompt,
  nativeHeaders,
  nativeMessage,
  nativeRequest,
  nativeResult,
} from './native-request.ts';

/** Codex replays an output item as it came; reasoning gets a null `content`. */
function replayItem(item: ResponsesItem): ResponsesItem {
  if (item.type !== 'reasoning') return item;
  return { ...(item as ResponsesReasoning), content: null };
}

async function ask(
  setup: TrialSetup,
  input: readonly ResponsesItem[],
  loaded: ReadonlySet<string>,
  turnState: string | undefined,
  at: Omit<Place, 'attempt'>,
): Promise<ObservedResponse | null> {
  const body = nativeRequest(setup, input, [...loaded]);
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const observed = await setup.recorder.send(body, nativeHeaders(setup.sessionId, turnState));
    setup.recorder.record({ ...at, attempt }, body, observed, []);
    if (observed.completed) return observed;
    if (!isWorthRetrying(observed)) return null;
    setup.clock.advance(pauseBeforeRetryMs(observed.headers));
  }
  return null;
}

/** The reference agent. */
export const nativeAgent: Agent = async (setup) => {
  const input: ResponsesItem[] = nativeBasePrompt(setup);
  const loaded = new Set<string>();
  for (const [userTurn, turn] of setup.scenario.turns.entries()) {
    if (userTurn > 0) setup.clock.advance(turn.thinkTimeMs);
    input.push(...turn.messages.flatMap(nativeMessage));
    let turnState: string | undefined;
    for (const [step, script] of turn.steps.entries()) {
      const observed = await ask(setup, input, loaded, turnState, { userTurn, step });
      if (observed === null) return 'stopped';
      setup.stepDone();
      turnState ??= findHeader(observed.headers, 'x-codex-turn-state');
      input.push(...observed.items.map(replayItem));
      for (const index of script.resultOrder) {
        const call = script.calls[index];
        if (call === undefined) continue;
        input.push(nativeResult(call));
        for (const name of loadedTools(call)) loaded.add(name);
      }
      input.push(...script.after.flatMap(nativeMessage));
      if (script.calls.length > 0) setup.clock.advance(script.toolTimeMs);
    }
  }
  return 'complete';
};
