// How a session counts. Void is only what cannot depend on the arm; a 400, a server error or a stream
// that breaks off may be the arm's doing, and a session that ends with one is an outcome.

import type { Trial, TurnRecord } from '../domain/run.ts';
import { noResponse } from './observe-response.ts';

/** `openai/gpt-5.5-2026-04-01` -> `gpt-5.5`: backends name the snapshot that they serve. */
function bareModel(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/-\d{4}-\d{2}-\d{2}$/, '');
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
  const last = turns.at(-1);
  if (last?.status === noResponse) return 'void:no-connection';
  if (last?.status === 429) return 'void:rate-limited';
  return played;
}
