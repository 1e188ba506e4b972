// What is wrong with a request, and where. The place is written on the way out of the parser: a
// request without a problem, which nearly every one is, makes no pointers.
import type { JsonObject, JsonValue } from '../../lib/json.ts';

/** Thrown inside the parser only. */
export class RequestProblem extends Error {
  /** RFC 6901, from the value that the parser was given. */
  readonly pointer: string;
  /** @param pointer '': the value as a whole */
  constructor(problem: string, pointer = '') {
    super(problem);
    this.pointer = pointer;
  }
}

/** Parses the value of a field. */
export function parseField<Parsed>(
  holder: JsonObject,
  field: string,
  parse: (value: JsonValue | undefined) => Parsed,
): Parsed {
  try {
    return parse(holder[field]);
  } catch (error) {
    throw within(field, error);
  }
}

/** Parses each value of a list. */
export function parseEach<Parsed>(
  list: readonly JsonValue[],
  parse: (value: JsonValue) => Parsed,
): Parsed[] {
  const parsed: Parsed[] = [];
  try {
    for (const value of list) parsed.push(parse(value));
    return parsed;
  } catch (error) {
    throw within(parsed.length, error);
  }
}

/** @param step a field's name, without `/` and `~`, or a place in a list */
function within(step: string | number, error: unknown): unknown {
  return error instanceof RequestProblem
    ? new RequestProblem(error.message, `/${step}${error.pointer}`)
    : error;
}
