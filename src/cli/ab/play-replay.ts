// A run on a recording: every request is answered by what was recorded for the same one, so that it shows
// which arm still makes the recorded requests. Nothing is asked and nothing is modelled.

import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { createReplayBackend } from '../../backends/replay.ts';
import { simulatedFactories } from '../../experiment/simulated-factories.ts';
import type { RunStopped } from '../../runner/run-stopped.ts';
import { readReplay } from '../backends/read-replay.ts';
import type { Running } from './running.ts';

/** @throws HarnessError `not-found`, `bad-input` for what is no recorded session */
export async function playReplay(
  { simulator, play }: Running,
  session: string,
  db: string,
): Promise<RunStopped | null> {
  const exchanges = await readReplay(db, session);
  return play({
    ...simulatedFactories(simulator, await loadO200kTokenizer()),
    isRecorded: true,
    // Its own for every trial: what was asked several times is answered in the recorded order.
    createBackend: () => createReplayBackend(session, exchanges),
  });
}
