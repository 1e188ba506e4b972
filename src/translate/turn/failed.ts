// The end of a turn without an answer.
import type { Loss } from '../../domain/loss.ts';
import type { TranslatedError } from '../errors.ts';
import { renderEvent } from '../stream/render-stream.ts';
import type { Failed, FailureCause } from './states.ts';

/** @param text ends a stream that has begun; absent: with the error alone */
export function failed(
  cause: FailureCause,
  error: TranslatedError,
  losses: readonly Loss[],
  text = renderEvent(error.body),
): Failed {
  return { type: 'failed', cause, error, text, losses };
}
