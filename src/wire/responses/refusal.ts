// How the Responses API refuses a request: the error's shape, and the refusal that a check found.
import type { JsonObject } from '../../lib/json.ts';

/** A refusal, as the backend sends it. */
export interface ValidationFailure {
  /** Name of the rule, or `malformed`. */
  readonly rule: string;
  readonly status: number;
  /** The exact body. */
  readonly body: JsonObject;
}

/** Body of the vendor's API: shape A of the catalogue. */
export function errorBody(
  message: string,
  param: string | null,
  code: string | null,
  type = 'invalid_request_error',
): JsonObject {
  return { error: { message, type, param, code } };
}
