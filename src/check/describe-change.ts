// What happened to the place where a prompt leaves the expected one, in a word or two.

import { estimateReasoning } from '../cache-model/render-prompt.ts';
import type { Cause } from '../explain/cause.ts';
import { findBreak } from '../explain/find-break.ts';
import { createInterner } from '../explain/interner.ts';
import { createMadeOnce, renderCall } from '../explain/render-call.ts';
import type { JsonObject } from '../lib/json.ts';
import type { CacheModelParameters } from '../profiles/cache-model-parameters.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';

/** After a pointer; every cause that lies in a request. */
const phrases: Partial<Record<Cause, string>> = {
  'tools-reordered': 'moved',
  'tool-inserted': 'is new',
  'tool-removed': 'has lost a tool',
  'system-reminder-moved': 'has another reminder',
  'tool-results-reordered': 'moved',
  'reasoning-dropped': 'has lost its reasoning',
  'reasoning-ignored': 'has reasoning that the model leaves out',
};

/** `/tools/7 moved`; null: one prompt begins with the other. */
export function describeChange(
  expected: ResponsesRequest,
  actual: ResponsesRequest,
  parameters: CacheModelParameters,
): string | null {
  const context = {
    parameters,
    interner: createInterner(),
    readReasoning: estimateReasoning,
    made: createMadeOnce(),
  };
  const [before, now] = [expected, actual].map((request) =>
    // The same object as JSON: nothing in it is a function or undefined.
    renderCall('responses', request as unknown as JsonObject, context),
  );
  if (!before || !now) return null;
  const found = findBreak({ before, now, isClientAppendOnly: () => null });
  return found === null ? null : `${found.pointer} ${phrases[found.cause] ?? 'changed'}`;
}
