// Requests between the spool and the database: appended at once, named when they have been sent on,
// held until the database has them.
import type { ExchangeRequest } from '../../domain/exchange.ts';
import type { SessionDescriptor } from '../../domain/session.ts';
import { identifySafely } from './identify-safely.ts';
import type { Spool, SpoolPlace } from './spool.ts';

/** Whose request it is, is looked up when it has been sent on for so long. */
const nameDelayMs = 5;

/** A request that stands in the spool, as the database's thread is told of it. */
export interface SpooledRequest {
  readonly request: Omit<ExchangeRequest, 'body'>;
  readonly session: SessionDescriptor;
  readonly place: SpoolPlace;
}

export interface SpooledRequests {
  /** @returns the bytes that it takes until it is released; null: it cannot be stored here now */
  take(exchange: ExchangeRequest, identify: () => SessionDescriptor): number | null;
  /** Looks up whose those are that have no name yet. */
  nameAll(): void;
  /** It is in the database. @returns the bytes that it took */
  release(id: string): number;
  /** What is not in the database yet. */
  ids(): Iterable<string>;
  close(): void;
}

/** @param onNamed in the order in which they were taken */
export function createSpooledRequests(
  spool: Spool,
  onNamed: (spooled: SpooledRequest) => void,
): SpooledRequests {
  const places = new Map<string, SpoolPlace>();
  let unnamed: (Omit<SpooledRequest, 'session'> & { identify: () => SessionDescriptor })[] = [];

  const nameAll = (): void => {
    const found = unnamed;
    unnamed = [];
    for (const { request, place, identify } of found) {
      const session = identifySafely(identify, request.id);
      spool.name(request.id, session, place);
      onNamed({ request, session, place });
    }
  };
  return {
    take(exchange, identify) {
      const place = spool.append(exchange);
      if (place === null) return null;
      const { body: _stored, ...request } = exchange;
      places.set(request.id, place);
      // The caller goes on first: a look through the body takes longer than all of this.
      if (unnamed.length === 0) setTimeout(nameAll, nameDelayMs);
      unnamed.push({ request, place, identify });
      return place.entryBytes;
    },
    nameAll,
    release(id) {
      const place = places.get(id);
      if (place === undefined) return 0;
      places.delete(id);
      spool.release(place);
      return place.entryBytes;
    },
    ids: () => places.keys(),
    close: () => spool.close(),
  };
}
