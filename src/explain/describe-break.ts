// A break as a person needs it: pointer, byte and the values around it, who made the change.
import type { JsonSpan } from '../lib/json-scan.ts';
import { findJsonSpan } from '../lib/json-span.ts';
import { type Described, describe } from './attribute-call.ts';
import type { BreakInput, FoundBreak } from './break-place.ts';
import type { Cause } from './cause.ts';
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

/** A value that is another one: pointer, byte and what stood there. Reads both bodies again. */
export function describeValue(
  cause: Cause,
  pointer: string,
  before: SessionCall,
  now: SessionCall,
  pointerBefore = pointer,
): Described {
  const [old, body] = [before.body(), now.body()];
  const span = findSpan(body, pointer);
  const oldSpan = findSpan(old, pointerBefore);
  const shown = excerpts(
    old.subarray(oldSpan.start, oldSpan.end),
    body.subarray(span.start, span.end),
  );
  return describe(cause, {
    pointer,
    byte: span.start + shown.commonBytes,
    before: shown.before,
    now: shown.now,
  });
}

export function describeBreak(
  found: FoundBreak,
  before: SessionCall,
  call: SessionCall,
  input: BreakInput,
): Described {
  const { cause, pointer, pointerBefore, header } = found;
  if (header !== undefined) {
    const { name, ...values } = header;
    return describe(cause, { header: name, ...values });
  }
  const grew = cause === 'reasoning-ignored' ? null : input.isClientAppendOnly();
  return {
    ...describeValue(cause, pointer, before, call, pointerBefore),
    by: grew === null ? null : grew ? 'translator' : 'client',
  };
}
