// What can go wrong upstream, on demand: bodies and events as the clients' and peers' issue threads
// show them. Which request is struck is decided by the simulator.
import type { HeaderList } from '../../lib/header-list.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { FaultName } from '../../rules/simulator-parameters.ts';

export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers: HeaderList;
      readonly body: JsonObject;
    }
  | {
      readonly kind: 'stream';
      /** Share of the events that still come. */
      readonly after: number;
      /** Terminal event instead of `response.completed`; null: the stream just ends. */
      readonly terminal: 'response.failed' | 'response.incomplete' | 'error' | null;
      readonly error: { readonly code: string; readonly message: string } | null;
      readonly incompleteReason: string | null;
    };

function status(code: number, body: JsonObject, headers: HeaderList = []): Fault {
  return { kind: 'status', status: code, headers, body };
}

const overload = {
  code: 'server_is_overloaded',
  message: 'Our servers are currently overloaded. Please try again later.',
};
const serverError = {
  code: 'server_error',
  message: 'An error occurred while processing your request.',
};
/** Seconds until a simulated usage limit resets. */
const resetsInSeconds = 3600;

export const faults: Readonly<Record<Exclude<FaultName, 'none'>, Fault>> = {
  '429': status(
    429,
    {
      error: {
        message: 'Rate limit reached. Please try again in 1s.',
        type: 'tokens',
        param: null,
        code: 'rate_limit_exceeded',
      },
    },
    [['retry-after', '1']],
  ),
  '429-usage-limit': status(429, {
    error: {
      type: 'usage_limit_reached',
      message: 'The usage limit has been reached',
      plan_type: 'plus',
      resets_in_seconds: resetsInSeconds,
    },
  }),
  '500': status(500, { error: { ...serverError, type: 'server_error', param: null } }),
  '503': status(503, { error: { ...overload, type: 'service_unavailable_error', param: null } }),
  overloaded: {
    kind: 'stream',
    after: 0,
    terminal: 'response.failed',
    error: overload,
    incompleteReason: null,
  },
  failed: {
    kind: 'stream',
    after: 0.5,
    terminal: 'response.failed',
    error: serverError,
    incompleteReason: null,
  },
  incomplete: {
    kind: 'stream',
    after: 0.5,
    terminal: 'response.incomplete',
    error: null,
    incompleteReason: 'max_output_tokens',
  },
  cut: { kind: 'stream', after: 0.5, terminal: null, error: null, incompleteReason: null },
  'error-event': {
    kind: 'stream',
    after: 0.5,
    terminal: 'error',
    error: serverError,
    incompleteReason: null,
  },
};
