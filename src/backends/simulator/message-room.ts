// Room in memory for the messages of one WebSocket connection. It is taken as their bytes come, so
// that many connections cannot hold as many parts of messages; until there is some, nothing more is
// read from the connection.
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { MemoryBudget, MemoryShare } from '../../lib/memory-budget.ts';

export interface Message {
  /**
   * Takes room for what is made of it. Resolves to false where there is none in time.
   * @param weight what a byte of it counts, itself included
   */
  prepare(weight: number): Promise<boolean>;
  /** It is answered: its memory is free, and the next one may come. */
  done(): void;
}

/** @param refuse ends a connection for whose messages there is no room */
export function createMessageRoom(
  client: WebSocket,
  socket: Duplex,
  memory: MemoryBudget,
  refuse: () => void,
): { arrived(bytes: number): Message } {
  let coming = memory.open();
  const open = new Set<MemoryShare>([coming]);
  let isOpen = true;
  let holds = 0;
  const hold = (): void => {
    if (holds++ === 0) client.pause(); // what was read already still comes
  };
  const release = (): void => {
    if (--holds === 0) client.resume();
  };
  const take = (share: MemoryShare, bytes: number): void => {
    const room = isOpen ? share.take(bytes) : undefined;
    if (room === undefined) return;
    hold();
    void room.then((hasRoom) => {
      if (hasRoom) release();
      else if (isOpen) refuse();
    });
  };
  // Before ws reads them: what is counted later may be a message by then.
  socket.prependListener('data', (part: Buffer) => take(coming, part.length));
  client.on('close', () => {
    isOpen = false;
    for (const share of open) share.close();
  });
  return {
    arrived(bytes) {
      const share = coming;
      coming = memory.open();
      open.add(coming);
      hold();
      take(share, bytes); // inflated
      return {
        prepare: async (weight) => !isOpen || ((await share.take((weight - 1) * bytes)) ?? true),
        done() {
          share.close();
          open.delete(share);
          release();
        },
      };
    },
  };
}
