// A break as a person needs it: pointer, byte and the values around it, who made the change.
import type { JsonSpan } from '../../lib/json-scan.ts';
import { findJsonSpan } from '../../lib/json-span.ts';
import { type Described, describe } from './attribute-turn.ts';
import type { BreakInput, FoundBreak } from './break-place.ts';
import { excerpts } from './excerpt.ts';
import type { SessionCall } from './session-call.ts';

/** A place that is gone is looked for in what it stood in. */
function findSpan(body: Uint8Array, pointer: string): JsonSpan {
  const span = findJsonSpan(body, pointer);
  if (span !== undefined) return span;
  return pointer === ''
    ? { start: 0, end: body.length }
    : findSpan(body, pointer.slice(0, pointer.lastIndexOf('/')));
}

/** Reads both bodies again, where it is in them. */
export function describeBreak(
  found: FoundBreak,
  before: SessionCall,
  call: SessionCall,
  input: BreakInput,
): Described {
  if (found.header !== undefined) {
    const { name, ...values } = found.header;
    return describe(found.cause, { header: name, ...values });
  }
  const body = call.body();
  const old = before.body();
  const span = findSpan(body, found.pointer);
  const oldSpan = findSpan(old, found.pointerBefore);
  const shown = excerpts(
    old.subarray(oldSpan.start, oldSpan.end),
    body.subarray(span.start, span.end),
  );
  const isModels = found.cause === 'reasoning-ignored';
  const grew = isModels ? null : input.isClientAppendOnly();
  return describe(found.cause, {
    pointer: found.pointer,
    byte: span.start + shown.commonBytes,
    by: grew === null ? null : grew ? 'translator' : 'client',
    before: shown.before,
    now: shown.now,
  });
}
