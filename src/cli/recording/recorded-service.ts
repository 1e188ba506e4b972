// What `record` and `gateway` give to the server that they have in common.
import type { ClientPlan } from '../../clients/client-plan.ts';
import type { Sink } from '../../domain/sink.ts';
import type { Refusal } from '../../lib/admission.ts';
import type { MemoryBudget } from '../../lib/memory-budget.ts';
import type { ConnectRule } from '../../proxy/connect-target.ts';
import type { ProxyHandler, ReceivedUpgrade } from '../../proxy/server.ts';
import type { TelemetryLabel } from '../../telemetry/call.ts';
import type { TelemetryChoice } from './telemetry-flags.ts';

/** Where a handler records to. */
export interface Recording {
  readonly sink: Sink;
  /** The database's key for what replaces secrets. */
  readonly fingerprintKey: Uint8Array;
  /** A new exchange id. */
  readonly newId: () => string;
  /** What requests, messages and answers share. */
  readonly memory: MemoryBudget;
  /** What a gateway keeps of answers shares this. */
  readonly answerMemory: MemoryBudget;
  /** Told of each mistake of ours that a client met. */
  readonly onDefect: (error: unknown) => void;
}

/** A handler with what has to be released when the server has ended. */
export interface RecordedService {
  readonly handler: ProxyHandler;
  readonly upgradeHandler?: ((request: ReceivedUpgrade) => Promise<void>) | undefined;
  refuse(method: string, target: string): Refusal | null;
  close(): Promise<void> | void;
}

export interface ServeOptions {
  /** HOST:PORT */
  readonly listen: string;
  readonly token: string | undefined;
  /** MiB that the server may take. */
  readonly memory: number;
  /** What a byte of a request counts in it. Default 2: for forwarding, and for recording. */
  readonly bodyWeight?: number;
  /** Largest request body. Default 64 MiB. */
  readonly requestBytesMax?: number;
  /** Serve over TLS with a private authority. */
  readonly tls?: boolean;
  /** Where a child that is decrypted may connect to besides public hosts at 443. */
  readonly allowedConnects?: readonly ConnectRule[];
  /** The client to start; undefined: serve until a signal. */
  readonly plan: ClientPlan | undefined;
  /** Show what is recorded on a local page meanwhile. */
  readonly view?: boolean;
  /** Where calls are exported to. */
  readonly telemetry: TelemetryChoice;
  /** Who answers, for what is exported. Default: a real backend is measured. */
  readonly answers?: { readonly label: TelemetryLabel; readonly isGateway: boolean };
  /** What the server does, for the line that names its address: `recording`. */
  readonly activity: string;
  /** Addresses that requests are sent on to: said under --quiet too. */
  readonly destinations?: readonly string[];
  /** Lines for the user, after the address. */
  readonly notes: readonly string[];
  createService(recording: Recording): RecordedService;
}
