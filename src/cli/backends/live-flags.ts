// Flags of every command that may talk to a live backend: credentials are sent only when asked for.
import type { Argv } from 'yargs';
import type { LiveOptions } from '../../backends/live/live-options.ts';
import { findBackend } from '../../backends/registry.ts';
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
      fromProject: false,
      group: 'Live backend:',
      type: 'boolean',
      default: false,
      description: 'send OPENAI_API_KEY to the backend',
    })
    .option('use-codex-login', {
      fromProject: false,
      group: 'Live backend:',
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

/** Says where requests go and with what, also under --quiet; silent for what is in this process. */
export function sayDestination(
  flags: LiveFlags & { readonly backend: string },
  terminal: Terminal,
): void {
  const found = findBackend(flags.backend);
  if (found.kind !== 'live') return;
  const credentials = [
    ...(flags['use-api-key'] ? ['OPENAI_API_KEY'] : []),
    ...(flags['use-codex-login'] ? ["Codex CLI's login"] : []),
  ].join(' or ');
  const url = found.address(found.named).url;
  terminal.error(`requests go to ${url}, with ${credentials || 'no credentials'}`);
}
