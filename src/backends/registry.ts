// The backends that `--backend` takes.
import type { Backend } from '../domain/backend.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { nearestWord } from '../lib/nearest-word.ts';
import type { BackendEntry, BackendKind, BackendOptions } from './backend-entry.ts';
import { chatgptEntry } from './live/chatgpt.ts';
import { openaiEntry } from './live/openai.ts';
import { responsesUrlEntry } from './live/responses-url.ts';
import { replayEntry } from './replay.ts';
import { simulatorEntry } from './simulator/simulator-entry.ts';

/** In the order in which they are asked and listed. */
export const backends: readonly BackendEntry[] = [
  simulatorEntry,
  openaiEntry,
  chatgptEntry,
  replayEntry,
  responsesUrlEntry,
];

/** Where no backend is named. */
export const defaultBackend = simulatorEntry.form;

/** `a, b or c`, of the backends of some kinds; for `--help` and messages. */
export function listBackends(...kinds: readonly BackendKind[]): string {
  const forms = backends.filter(({ kind }) => kinds.includes(kind)).map(({ form }) => form);
  const last = forms.pop() ?? '';
  return forms.length === 0 ? last : `${forms.join(', ')} or ${last}`;
}

export type FoundBackend = BackendEntry & {
  /** What was named of it: a session, an address; '' where there is nothing to name. */
  readonly named: string;
};

/** @throws HarnessError `usage` for a text that no backend takes */
export function findBackend(text: string): FoundBackend {
  for (const entry of backends) {
    const named = entry.match(text);
    if (named !== null) return { ...entry, named };
  }
  const nearest = nearestWord(
    text,
    backends.map(({ form }) => form).filter((form) => /^\w+$/.test(form)),
  );
  throw new HarnessError(
    'usage',
    `unknown backend \`${text}\``,
    nearest
      ? `Did you mean \`${nearest}\`?`
      : `Use ${listBackends('simulated', 'live', 'recorded')}`,
  );
}

/** True for what answers from a simulation that can be set. */
export function isSimulated(text: string): boolean {
  return findBackend(text).kind === 'simulated';
}

/** @throws HarnessError `usage` for an unknown backend, `configuration` for missing credentials */
export async function createBackend(text: string, options: BackendOptions): Promise<Backend> {
  const { named, open } = findBackend(text);
  return open(named, options);
}
