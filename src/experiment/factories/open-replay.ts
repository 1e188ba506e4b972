// A run on a recording: every request is answered by what was recorded for the same one, so that it
// shows which arm still makes the recorded requests. No model is asked and none is simulated.

import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { createReplayBackend } from '../../backends/replay.ts';
import type { Exchange } from '../../domain/exchange.ts';
import { defaultSimulatorParameters } from '../../profiles/simulator-parameters.ts';
import type { OpenFactories } from './open-factories.ts';
import { simulatedFactories } from './simulated-factories.ts';

/**
 * @param session names the recording in messages
 * @param exchanges of the session's upstream side, in their order
 */
export async function openReplay(
  session: string,
  exchanges: readonly Exchange[],
): Promise<OpenFactories> {
  return {
    factories: {
      ...simulatedFactories(defaultSimulatorParameters, await loadO200kTokenizer()),
      isRecorded: true,
      // A backend for every trial: what was asked several times is answered in the recorded order.
      createBackend: () => createReplayBackend(session, exchanges),
    },
    close: async () => {},
  };
}
