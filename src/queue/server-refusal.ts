// What a server answers with an error: it is full, or does not let this user do something.

import { HarnessError } from '../lib/harness-error.ts';

/** Longest part of an answer that is repeated. */
const shownMax = 120;

/**
 * What the answer says, without the script that was refused; null: the error is not the server's.
 */
export function refusalOf(error: unknown): string | null {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return null;
  return (error.message.split(/\.? script: |\n/)[0] ?? '').slice(0, shownMax);
}

/** What a server that is full, or changes its role, takes later. */
const passing = /^(OOM|MISCONF|READONLY|LOADING|BUSY|MASTERDOWN|NOREPLICAS|TRYAGAIN|UNBLOCKED) /;

export function mayTakeLater(error: unknown): boolean {
  return passing.test(refusalOf(error) ?? '');
}

/**
 * The server's answer as a HarnessError `upstream`; another error as it is.
 * @param hint how to continue when the server is as it should be
 */
export function describeRefusal(error: unknown, shown: string, hint: string): unknown {
  const reason = refusalOf(error);
  if (reason === null) return error;
  const [takes, repair] = mayTakeLater(error)
    ? ['takes no more', 'Make room there.']
    : ['refuses a command', 'Let the user do it, or take another server.'];
  const message = `the queue at ${shown} ${takes}: ${reason}`;
  return new HarnessError('upstream', message, `${repair} ${hint}`, error);
}
