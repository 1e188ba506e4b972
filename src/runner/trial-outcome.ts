// How a session counts. Void is only what cannot depend on the arm; a 400, a server error or a
// stream that breaks off may be the arm's doing, and a session that ends with one is an outcome.

import type { Trial, TurnRecord, VoidReason } from '../domain/run.ts';
import { noResponse } from './observe-response.ts';

/** `openai/gpt-5.5-2026-04-01` -> `gpt-5.5`: backends name the snapshot that they serve. */
function bareModel(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/-\d{4}-\d{2}-\d{2}$/, '');
}

/** Status of the last request of a session that is void. No later session would fare better. */
const endings: ReadonlyMap<number, `void:${VoidReason}`> = new Map([
  [noResponse, 'void:no-connection'],
  [401, 'void:no-access'],
  [403, 'void:no-access'],
  [429, 'void:rate-limited'],
]);

/** True when the backend answers no more requests, so that the run had better end. */
export function isEndOfRun(outcome: Trial['outcome']): boolean {
  return [...endings.values()].some((ending) => ending === outcome);
}

/**
 * @param model that was asked for
 * @param label of the backend: on a simulator everything that goes wrong was asked for
 */
export function outcomeOf(
  played: 'complete' | 'stopped',
  turns: readonly Pick<TurnRecord, 'status' | 'answeredBy'>[],
  model: string,
  label: 'measured' | 'simulated',
): Trial['outcome'] {
  if (label === 'simulated') return played;
  const asked = bareModel(model);
  const isOther = ({ answeredBy }: Pick<TurnRecord, 'answeredBy'>): boolean =>
    typeof answeredBy === 'string' && bareModel(answeredBy) !== asked;
  if (turns.some(isOther)) return 'void:wrong-model';
  if (played === 'complete') return played;
  return endings.get(turns.at(-1)?.status ?? 200) ?? played;
}
