// Backends by the name that `--backend` takes.
import type { Backend } from '../domain/backend.ts';
import type { Exchange } from '../domain/exchange.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { nearestWord } from '../lib/nearest-word.ts';
import { createChatgptBackend } from './live/chatgpt.ts';
import type { LiveOptions } from './live/live-options.ts';
import { createOpenaiBackend } from './live/openai.ts';
import { createResponsesUrlBackend } from './live/responses-url.ts';
import { loadO200kTokenizer } from './o200k-tokenizer.ts';
import { createReplayBackend } from './replay.ts';
import { createSimulator, type SimulatorOptions } from './simulator/simulator.ts';

export interface BackendOptions {
  readonly live: LiveOptions;
  /** The tokenizer is loaded when `sim` is chosen. Absent: a simulator cannot be meant. */
  readonly simulator?: Omit<SimulatorOptions, 'tokenizer'>;
  /** Exchanges of a recorded session, for `replay:SESSION`. */
  readonly readSession?: (session: string) => Promise<readonly Exchange[]>;
}

const backends = {
  sim: async ({ simulator }) => {
    if (simulator === undefined) throw new TypeError('no simulator was set up');
    return createSimulator({ ...simulator, tokenizer: await loadO200kTokenizer() });
  },
  openai: async ({ live }) => createOpenaiBackend(live),
  chatgpt: async ({ live }) => createChatgptBackend(live),
} as const satisfies Record<string, (options: BackendOptions) => Promise<Backend>>;

/** Names that `--backend` takes; a URL is the other possibility. */
export const backendNames = Object.keys(backends);

/**
 * The backend of a name, of an http(s) address, or of a recorded session.
 * @throws HarnessError `usage` for an unknown name, `configuration` for missing credentials
 */
export async function createBackend(name: string, options: BackendOptions): Promise<Backend> {
  if (Object.hasOwn(backends, name)) return backends[name as keyof typeof backends](options);
  if (/^https?:/i.test(name)) return createResponsesUrlBackend(name, options.live);
  const session = /^replay:(.+)$/.exec(name)?.[1];
  if (session !== undefined && options.readSession !== undefined) {
    return createReplayBackend(session, await options.readSession(session));
  }
  throw unknownBackend(name);
}

function unknownBackend(name: string): HarnessError {
  const nearest = nearestWord(name, backendNames);
  return new HarnessError(
    'usage',
    `unknown backend \`${name}\``,
    nearest
      ? `Did you mean \`${nearest}\`?`
      : `Use ${backendNames.join(', ')}, replay:SESSION or an address`,
  );
}

/** @throws HarnessError `usage` for what can be no backend, before one is opened */
export function assertBackendName(name: string): void {
  if (!Object.hasOwn(backends, name) && !/^(https?:|replay:.)/i.test(name)) {
    throw unknownBackend(name);
  }
}
