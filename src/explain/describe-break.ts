// A break as a person needs it: pointer, byte and the values around it, who made the change.
import type { JsonSpan } from '../lib/json-scan.ts';
import { findJsonSpan } from '../lib/json-span.ts';
import { type Described, describe } from './attribute-call.ts';
import type { BreakInput, FoundBreak } from './break-place.ts';
import type { Cause } from './cause.ts';
import { excerpts } from './excerpt.ts';
import type { RecordedPlace, SessionCall } from './session-call.ts';

/** A place that is gone is looked for in what it stood in. */
function findSpan(body: Uint8Array, pointer: string): JsonSpan {
  const span = findJsonSpan(body, pointer);
  if (span !== undefined) return span;
  return pointer === ''
    ? { start: 0, end: body.length }
    : findSpan(body, pointer.slice(0, pointer.lastIndexOf('/')));
}

/** A value as it was recorded. */
interface Found {
  readonly place: Omit<RecordedPlace, 'body'>;
  readonly value: Uint8Array;
  /** Of the value, in the request's body as sent; null: it is of an answer. */
  readonly start: number | null;
}

/** What stands at a place of a call's prompt: where it was sent, as it was sent. */
function findValue(call: SessionCall, pointer: string): Found {
  const place = call.continued?.placeOf(pointer);
  // An answer came as a stream: it has the value, but no place for it.
  const isAnswer = place?.part === 'answer';
  const body = place === undefined || isAnswer ? call.body() : place.body();
  const span = findSpan(body, place === undefined || isAnswer ? pointer : place.pointer);
  return {
    place: place ?? { call: null, part: 'request', pointer },
    value: body.subarray(span.start, span.end),
    start: isAnswer ? null : span.start,
  };
}

/** A value that is another one: pointer, byte and what stood there. Reads both bodies again. */
export function describeValue(
  cause: Cause,
  pointer: string,
  before: SessionCall,
  now: SessionCall,
  pointerBefore = pointer,
): Described {
  const [old, { place, value, start }] = [
    findValue(before, pointerBefore),
    findValue(now, pointer),
  ];
  const shown = excerpts(old.value, value);
  return describe(cause, {
    pointer: place.pointer,
    byte: start === null ? null : start + shown.commonBytes,
    ...(place.call !== null && { from: { ...place.call, part: place.part } }),
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
