// A real client in a private folder, started once for each prompt.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { PlayableClient } from '../../clients/registry.ts';
import type { TrialHome } from '../../clients/trial-client.ts';
import { createClientFolder } from './client-folder.ts';

/** A client that hangs is ended: a prompt takes seconds on a simulated model. */
const promptMsMax = 120_000;
/** Of what a failed client printed last, characters that are kept. */
const complaintCharsMax = 400;

/** Why a client did not come to a good end. */
export interface ClientComplaint {
  /** `it ended with code 1`. */
  readonly why: string;
  /** The end of what it printed; '': nothing. */
  readonly said: string;
}

export interface ClientHome {
  /** Runs the client to its end. @returns its complaint when it failed, else null */
  prompt(text: string, userTurn: number, sessionId: string): Promise<ClientComplaint | null>;
  remove(): void;
}

export interface ClientHomeOptions {
  readonly client: Pick<PlayableClient, 'trial'>;
  /** Path of its program. */
  readonly program: string;
  /** PATH of the user. */
  readonly path: string;
  /** Of the repository that it plays in: name -> text. */
  readonly files: Readonly<Record<string, string>>;
  /** What it talks to. */
  readonly about: Omit<TrialHome, 'home'>;
  /** Ends the client early. */
  readonly signal?: AbortSignal;
  /** Longest prompt. Default 120,000 ms. */
  readonly msMax?: number;
}

export function openClientHome({
  client: { trial },
  program,
  path: userPath,
  files,
  about,
  signal,
  msMax = promptMsMax,
}: ClientHomeOptions): ClientHome {
  // Clients are scripts that look for the Node which runs us.
  const path = [dirname(process.execPath), userPath].join(delimiter);
  const { home, repository, environment, remove } = createClientFolder(files, path);
  const own = { ...about, home };
  for (const [name, text] of Object.entries(trial.files(own))) {
    writeFileSync(join(home, name), text);
  }
  return {
    remove,
    prompt(text, userTurn, sessionId) {
      const child = spawn(program, [...trial.arguments(text, userTurn, sessionId)], {
        cwd: repository,
        env: { ...environment, ...trial.environment(own) },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: msMax,
        killSignal: 'SIGKILL',
        signal,
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (piece: string) => {
          said = (said + piece).slice(-complaintCharsMax);
        });
      }
      return new Promise((resolve) => {
        const fail = (why: string): void => resolve({ why, said: said.trim() });
        // Of one that was ended on purpose, the end is waited for.
        child.on('error', (error) => {
          if (child.pid === undefined) fail(error.message);
        });
        child.on('close', (code) => {
          if (code === 0) resolve(null);
          else if (code !== null) fail(`it ended with code ${code}`);
          else if (signal?.aborted) fail('it was ended');
          else fail(`it was not done after ${msMax / 1000} s, or was ended by a signal`);
        });
      });
    },
  };
}
