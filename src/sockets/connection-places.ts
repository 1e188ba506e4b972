// Places for the connections of a server. When all are taken, a connection on which nothing is
// under way makes room for the next: idle ones, however many, keep out no request. What has been
// joined to another connection (a WebSocket, a tunnel) is idle when it has been silent for long.
import type { Server, Socket } from 'node:net';

/** Beyond the places, to tell clients with an answer that all are busy. */
const surplusMax = 32;

/** A request on a connection, or what is like one: a tunnel, a message of a WebSocket. */
export interface Visit {
  /** It has arrived whole: its answer is under way, and may take as long as it likes. */
  arrived(): void;
  /** The connection is joined to another one, for as long as both like. */
  joined(silence: Silence): void;
  /** Whether the connection was closed here, for another that needed its place. */
  hasMadeRoom(): boolean;
  /** It is over. Calls after the first do nothing. */
  end(): void;
}

/** What is known of a joined connection. */
export interface Silence {
  /** For how long it has been idle. 0: something is under way, or it is not known. */
  idleMs(): number;
  /** From when on it makes room. */
  readonly idleMsMin: number;
}

export interface ConnectionPlaces {
  /** A request begins. null: all places are busy, and this connection has none. */
  visit(socket: Socket): Visit | null;
  /** Connections that are open. */
  taken(): number;
}

interface Place {
  readonly socket: Socket;
  readonly key: string;
  isSurplus: boolean;
  hasAsked: boolean;
  arriving: number;
  answering: number;
  silence: Silence | null;
  hasMadeRoom: boolean;
}

/** In the order in which they make room, in each the one that has been in it for longest. */
type Rank = 'newcomers' | 'kept' | 'arriving' | 'joined' | 'surplus';

/**
 * Counts the connections of a server, and closes idle ones when there are too many: those that have
 * never asked for anything first, then those that clients keep open between requests, then those
 * whose request does not end, then joined ones that have been silent for long.
 */
export function limitConnections(server: Server, placesMax: number): ConnectionPlaces {
  const places = new Map<string, Place>();
  const ranks: Readonly<Record<Rank, Set<Place>>> = {
    ...{ newcomers: new Set(), kept: new Set(), arriving: new Set() },
    ...{ joined: new Set(), surplus: new Set() },
  };
  const rankOf = (place: Place): Rank | null => {
    if (place.isSurplus) return 'surplus';
    if (place.silence !== null) return 'joined';
    if (place.answering > 0) return null;
    if (place.arriving > 0) return 'arriving';
    return place.hasAsked ? 'kept' : 'newcomers';
  };
  const sort = (place: Place): void => {
    if (places.get(place.key) !== place) return;
    for (const rank of Object.values(ranks)) rank.delete(place);
    const rank = rankOf(place);
    if (rank !== null) ranks[rank].add(place);
  };
  const leave = (place: Place): void => {
    if (places.get(place.key) !== place) return;
    places.delete(place.key);
    for (const rank of Object.values(ranks)) rank.delete(place);
  };
  const makeRoom = (rank: Rank): boolean => {
    const [oldest] = ranks[rank];
    const first = rank === 'joined' ? longestSilent(ranks.joined) : oldest;
    if (first === undefined) return false;
    leave(first);
    first.hasMadeRoom = true;
    first.socket.destroy();
    return true;
  };
  server.on('connection', (socket: Socket) => {
    if (places.get(keyOf(socket))?.socket === socket) return; // handed in once more
    if (socket.remotePort === undefined) {
      socket.destroy(); // it is gone already
      return;
    }
    const isFull = places.size >= placesMax;
    const hasRoom =
      !isFull ||
      makeRoom('newcomers') ||
      makeRoom('kept') ||
      makeRoom('arriving') ||
      makeRoom('joined');
    if (!hasRoom && ranks.surplus.size >= surplusMax) makeRoom('surplus');
    const place: Place = {
      ...{ socket, key: keyOf(socket), isSurplus: !hasRoom },
      ...{ hasAsked: false, arriving: 0, answering: 0 },
      ...{ silence: null, hasMadeRoom: false },
    };
    places.set(place.key, place);
    sort(place);
    socket.once('close', () => leave(place));
  });
  return {
    taken: () => places.size,
    visit(socket) {
      const place = places.get(keyOf(socket));
      if (place === undefined) return closing;
      place.isSurplus &&= places.size > placesMax;
      if (place.isSurplus) return null;
      place.hasAsked = true;
      place.arriving++;
      sort(place);
      let stage: 'arriving' | 'answering' | 'over' = 'arriving';
      return {
        arrived() {
          if (stage !== 'arriving') return;
          stage = 'answering';
          place.arriving--;
          place.answering++;
          sort(place);
        },
        joined(silence) {
          if (stage === 'over') return;
          place.silence = silence;
          sort(place);
        },
        hasMadeRoom: () => place.hasMadeRoom,
        end() {
          if (stage === 'over') return;
          place[stage]--;
          stage = 'over';
          sort(place);
        },
      };
    },
  };
}

const closing: Visit = { arrived() {}, joined() {}, hasMadeRoom: () => false, end() {} };

/** Of those that have been silent for long enough. */
function longestSilent(joined: ReadonlySet<Place>): Place | undefined {
  let found: { readonly place: Place; readonly idleMs: number } | undefined;
  for (const place of joined) {
    if (place.silence === null) continue;
    const idleMs = place.silence.idleMs();
    if (idleMs < place.silence.idleMsMin || idleMs <= (found?.idleMs ?? 0)) continue;
    found = { place, idleMs };
  }
  return found?.place;
}

/**
 * The other end's address: what is inside TLS, in a tunnel too, has another socket and the same
 * address.
 */
function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
