// The one error that turntape raises on purpose. Only main.ts prints it; anything else is a defect
// and keeps its stack.

/** What went wrong, as a closed list. The exit code belongs to the code (see `exitCodeOf`). */
export type HarnessErrorCode =
  | 'usage' // a flag, an argument, an unknown command or option
  | 'configuration' // turntape.config.*, the client's own configuration, environment
  | 'bad-input' // a scenario, fixture, request or recording that cannot be read
  | 'not-found' // a session, run, file that was named
  | 'database' // cannot be opened, newer version, locked for good
  | 'upstream' // a backend that does not answer
  | 'invalid-run'; // a run whose results mean nothing

export class HarnessError extends Error {
  readonly code: HarnessErrorCode;
  /** What the user can do about it, naming the flag or file. */
  readonly hint: string;

  /**
   * @param message what failed and where, with the offending value, one line
   * @param hint what to do, one line
   */
  constructor(code: HarnessErrorCode, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'HarnessError';
    this.code = code;
    this.hint = hint;
  }
}

/** The documented exit code of an error: 3 for an invalid run, else 2 (usage or configuration). */
export function exitCodeOf(error: HarnessError): number {
  return error.code === 'invalid-run' ? 3 : 2;
}
