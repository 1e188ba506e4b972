// What tests of one format hand to its reader.
import type { LogContext } from './log-format.ts';

/** Counts nothing, keeps no text, and has no file beside it. */
export const bareLogContext: LogContext = {
  source: 'here',
  countTokens: () => null,
  keepsText: false,
  readBeside: () => undefined,
};
