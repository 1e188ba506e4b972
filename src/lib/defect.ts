// What is our own mistake, among all that can be thrown; and how it is told.
import { HarnessError } from './harness-error.ts';

/** Programmer errors: peers, files and sockets that fail throw others. */
const programmerErrors = [TypeError, RangeError, ReferenceError, SyntaxError] as const;

/** An error of ours, among those of an upstream: the user is told, and no upstream is blamed. */
export function isDefect(error: unknown): boolean {
  if (error instanceof HarnessError) return false;
  if (error instanceof Error && error.name === 'AssertionError') return true;
  return programmerErrors.some((one) => error instanceof one);
}

/** The trace of what was thrown, for a report. */
export function defectText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Distinct defects of one server that are told. */
const toldMax = 20;

/** Tells each defect once: a client that repeats its request would fill the terminal with it. */
export function createDefectTeller(tell: (text: string) => void): (error: unknown) => void {
  const told = new Set<string>();
  return (error) => {
    const text = defectText(error);
    if (told.size >= toldMax || told.has(text)) return;
    told.add(text);
    tell(`internal error, please report it with this trace:\n${text}`);
  };
}
