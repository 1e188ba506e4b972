// What can be made to go wrong. `src/backends/simulator/faults.ts` has a body for each.

export const faultNames = [
  ...(['none', '429', '429-no-retry-after', '429-usage-limit', '500', '503'] as const),
  'bad-request',
  ...(['overloaded', 'failed', 'failed-rate-limit', 'failed-context', 'failed-encrypted'] as const),
  ...(['incomplete', 'content-filter', 'error-event'] as const),
  ...(['cut-before', 'cut', 'stall', 'malformed-event', 'oversized-event'] as const),
  ...(['encrypted-lost', 'key-rotated', 'account-switch'] as const),
] as const;

export type FaultName = (typeof faultNames)[number];
