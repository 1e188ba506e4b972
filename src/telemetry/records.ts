// What is exported, as plain values: the SDK is met in `open-exporters.ts` alone.

export type AttributeValue = string | number | boolean | readonly string[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface SpanRecord {
  readonly name: string;
  /** 32 and 16 hexadecimal digits. */
  readonly traceId: string;
  readonly spanId: string;
  /** null: the root of its trace. */
  readonly parentSpanId: string | null;
  /** `client`: a call that was made; `server`: that was answered; `internal`: what holds them. */
  readonly kind: 'client' | 'server' | 'internal';
  /** Wall clock, ms since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly isError: boolean;
}

export interface LogRecord extends Pick<SpanRecord, 'traceId' | 'spanId' | 'attributes'> {
  readonly event: string;
  readonly atMs: number;
  /** What it takes of memory, about. */
  readonly bytes: number;
}

export interface Measure {
  readonly name: string;
  /** Tokens or seconds. */
  readonly value: number;
  readonly attributes: Attributes;
}

/** Leaves out what is not known. */
export function knownAttributes(
  values: Readonly<Record<string, AttributeValue | null | undefined>>,
): Attributes {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  ) as Attributes;
}
