// What can go wrong upstream, on demand: bodies and events as the clients' and peers' issue threads
// show them. Which request is struck is decided by the simulator.
import type { HeaderList } from '../../lib/header-list.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { FaultName } from '../../profiles/fault-names.ts';

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
      /** Without a terminal event: the connection is lost, or nothing comes any more. */
      readonly ending: 'end' | 'cut' | 'stall';
      /** An event that no client expects, in the middle; the stream then continues. */
      readonly inserted: 'malformed' | 'oversized' | null;
    }
  | {
      /** What the account can read changes: for this request, or from it on. */
      readonly kind: 'account';
      readonly change: 'lost' | 'rotated' | 'switched';
    };

type StreamFault = Extract<Fault, { kind: 'stream' }>;

function stream(fault: Partial<StreamFault>): Fault {
  return {
    kind: 'stream',
    after: 0.5,
    terminal: null,
    error: null,
    incompleteReason: null,
    ending: 'end',
    inserted: null,
    ...fault,
  };
}

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
const rateLimit = {
  error: {
    message: 'Rate limit reached. Please try again in 1s.',
    type: 'tokens',
    param: null,
    code: 'rate_limit_exceeded',
  },
};
const contextExceeded = {
  code: 'context_length_exceeded',
  message:
    'Your input exceeds the context window of this model. Please adjust your input and try again.',
};
const encryptedUnverified = {
  code: 'invalid_encrypted_content',
  message: 'The encrypted content could not be verified.',
};
/** Seconds until a simulated usage limit resets. */
const resetsInSeconds = 3600;

export const faults: Readonly<Record<Exclude<FaultName, 'none'>, Fault>> = {
  '429': status(429, rateLimit, [['retry-after', '1']]),
  '429-no-retry-after': status(429, rateLimit),
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
  // Its trigger is unknown (comfyui-mcp PR 2155).
  'bad-request': status(400, { detail: 'Bad Request' }),
  overloaded: stream({ after: 0, terminal: 'response.failed', error: overload }),
  failed: stream({ terminal: 'response.failed', error: serverError }),
  'failed-rate-limit': stream({
    after: 0,
    terminal: 'response.failed',
    error: { code: rateLimit.error.code, message: rateLimit.error.message },
  }),
  'failed-context': stream({ after: 0, terminal: 'response.failed', error: contextExceeded }),
  'failed-encrypted': stream({ terminal: 'response.failed', error: encryptedUnverified }),
  incomplete: stream({ terminal: 'response.incomplete', incompleteReason: 'max_output_tokens' }),
  'content-filter': stream({
    terminal: 'response.incomplete',
    incompleteReason: 'content_filter',
  }),
  'error-event': stream({ terminal: 'error', error: serverError }),
  'cut-before': stream({ after: 0, ending: 'cut' }),
  cut: stream({ ending: 'cut' }),
  stall: stream({ ending: 'stall' }),
  'malformed-event': stream({ inserted: 'malformed' }),
  'oversized-event': stream({ inserted: 'oversized' }),
  'encrypted-lost': { kind: 'account', change: 'lost' },
  'key-rotated': { kind: 'account', change: 'rotated' },
  'account-switch': { kind: 'account', change: 'switched' },
};
