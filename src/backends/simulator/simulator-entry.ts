// The simulator as a backend that `--backend` takes.
import type { BackendEntry } from '../backend-entry.ts';
import { loadO200kTokenizer } from '../o200k-tokenizer.ts';
import { createSimulator, simulatorName } from './simulator.ts';

export const simulatorEntry: BackendEntry = {
  form: simulatorName,
  kind: 'simulated',
  match: (text) => (text === simulatorName ? '' : null),
  async open(_named, { simulator }) {
    if (simulator === undefined) throw new TypeError('no simulator was set up');
    return createSimulator({ ...simulator, tokenizer: await loadO200kTokenizer() });
  },
};
