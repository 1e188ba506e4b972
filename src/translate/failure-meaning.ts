// What a failure means for the client, whoever reported it: by code, by status, by the field that
// it names, and by its words last.
import type { UpstreamFailure } from '../domain/translation.ts';
import {
  codeShapes,
  type FailureMeaning,
  knownCodes,
  knownParams,
  knownTexts,
  refusedInStream,
  strongTexts,
} from './known-failures.ts';

const meaningOfCode: ReadonlyMap<string, FailureMeaning> = new Map(
  knownCodes.flatMap(({ meaning, codes }) => codes.map((code) => [code, meaning] as const)),
);

/** Statuses that speak of the request; null: a stream, where there is none. */
const refusing: ReadonlySet<number | null> = new Set([null, 400, 404, 413, 422]);

/** @returns null where nothing but the status, or nothing at all, says what it is */
export function failureMeaning(failure: UpstreamFailure): FailureMeaning | null {
  const { status, code, errorType = null, param = null, message } = failure;
  // Whatever the code: a smaller request is what can succeed.
  if (status === 413) return 'context-overflow';
  const isRefusing = refusing.has(status);
  const inWords = (rows: typeof knownTexts): FailureMeaning | undefined =>
    rows.find(({ anyStatus, text }) => (isRefusing || anyStatus) && text.test(message))?.meaning;
  const strong = inWords(strongTexts);
  if (strong !== undefined) return strong;
  for (const name of [code, errorType]) {
    const meaning = name === null ? undefined : meaningOfCode.get(name);
    if (meaning !== undefined && counts(meaning, status)) return meaning;
  }
  const shape = codeShapes.find((row) => row.code.test(code ?? ''));
  if (shape !== undefined) return shape.meaning;
  if (isRefusing && param !== null) {
    const found = knownParams.find((row) => row.param.test(param));
    if (found !== undefined) return found.meaning;
  }
  const known = inWords(knownTexts);
  if (known !== undefined) return known;
  const names = [code, errorType];
  const isRefused = names.some((name) => name !== null && refusedInStream.has(name));
  return status === null && isRefused ? 'permanent' : null;
}

/**
 * True when the same request without its reasoning can succeed. Means nothing where none was sent.
 */
export function isReasoningRefusal(failure: UpstreamFailure): boolean {
  return failureMeaning(failure) === 'reasoning-refused';
}

/** A refusal of reasoning is one only where the request was refused: servers also fail over it. */
function counts(meaning: FailureMeaning, status: number | null): boolean {
  return meaning !== 'reasoning-refused' || refusing.has(status);
}
