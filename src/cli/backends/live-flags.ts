// Flags of every command that may talk to a live backend: credentials are sent only when asked for.
import type { Argv } from 'yargs';
import type { LiveOptions } from '../../backends/live/live-options.ts';
import { readVersion } from '../../process/read-version.ts';
import type { Terminal } from '../../terminal/console.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
export type LiveFlags = {
  readonly 'use-api-key': boolean;
  readonly 'use-codex-login': boolean;
};

/** Declares the flags, after those that the parser has already. */
export function withLiveFlags<Flags>(parser: Argv<Flags>) {
  return parser
    .option('use-api-key', {
      type: 'boolean',
      default: false,
      description: 'send OPENAI_API_KEY to the backend',
    })
    .option('use-codex-login', {
      type: 'boolean',
      default: false,
      description: 'send the ChatGPT login that Codex CLI keeps',
    });
}

/** What the live backends get from the flags and the environment. */
export function liveOptions(flags: LiveFlags, { env }: Terminal): LiveOptions {
  return {
    userAgent: `turntape/${readVersion()}`,
    environment: env,
    useApiKey: flags['use-api-key'],
    useCodexLogin: flags['use-codex-login'],
  };
}
