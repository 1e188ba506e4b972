// Where clients send their requests: the vendors' origins, one row each. The recorder forwards to
// them (`proxy/routes.ts` says which paths), `record` has a flag for each.

export interface Upstream {
  /** The vendor's own address, without a path. */
  readonly origin: string;
  /** Paths that are forwarded to it, for people. */
  readonly paths: string;
}

export const upstreamTable = {
  anthropic: { origin: 'https://api.anthropic.com', paths: '/v1/messages*' },
  openai: { origin: 'https://api.openai.com', paths: '/v1/responses*, /responses*, /v1/models' },
  chatgpt: { origin: 'https://chatgpt.com', paths: '/backend-api/*' },
} as const satisfies Readonly<Record<string, Upstream>>;

export type UpstreamName = keyof typeof upstreamTable;

/** The table's keys are all that the type knows. */
export const upstreamNames = Object.keys(upstreamTable) as UpstreamName[];

/** A value for each upstream. */
export function mapUpstreams<Value>(
  toValue: (name: UpstreamName) => Value,
): Record<UpstreamName, Value> {
  const entries = upstreamNames.map((name) => [name, toValue(name)]);
  return Object.fromEntries(entries) as Record<UpstreamName, Value>;
}
