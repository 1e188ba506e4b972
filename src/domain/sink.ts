// Where exchanges are recorded, as the proxy sees it. Recording never gets in the way.
import type { ElapsedMs, ExchangeEnd, ExchangeRequest, ResponseHead } from './exchange.ts';
import type { SessionDescriptor } from './session.ts';

/**
 * What became of a request. `late`: the database was busy for too long; it is stored when that is
 * over. `dropped`: it is not recorded.
 */
export type BeginResult = 'stored' | 'late' | 'dropped';

/**
 * Where the proxy puts what it sees. Recording never gets in the way of traffic: no method throws,
 * and `begin` answers within its deadline. What could not be stored is counted as dropped.
 */
export interface Sink {
  /**
   * Stores the request. Await it before forwarding.
   * @param identify tells whose request it is; called once. Where it throws, the request is
   * recorded
   *   in its own session
   */
  begin(request: ExchangeRequest, identify: () => SessionDescriptor): Promise<BeginResult>;
  /** Counts an exchange that was never begun: its request was refused, or could not be kept. */
  drop(session: SessionDescriptor, reason: string): void;
  /** The request has been handed to the upstream's socket. */
  flushed(id: string, elapsedMs: ElapsedMs): void;
  responseHead(id: string, head: ResponseHead): void;
  /** The sink keeps a reference: the caller does not change the bytes afterwards. */
  chunk(id: string, bytes: Uint8Array, elapsedMs: ElapsedMs): void;
  end(id: string, end: ExchangeEnd): void;
  /** Writes out what is buffered. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
