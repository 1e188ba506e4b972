// The client's event stream, kept alive by pings.
import { pingEvent, pingIntervalMs } from '../../translate/stream/render-stream.ts';
import type { ClientReply } from './client-reply.ts';

const streamHeaders = [
  ['content-type', 'text/event-stream; charset=utf-8'],
  ['cache-control', 'no-cache'],
] as const;

export interface PingedStream {
  write(text: string): Promise<void> | undefined;
  stop(): void;
}

/**
 * The client's event stream. While the upstream thinks it gets pings: Claude Code gives a stream up
 * after 300 s without a byte. The head goes out with the first text or ping, whichever is earlier.
 */
export function createPingedStream(reply: ClientReply, intervalMs = pingIntervalMs): PingedStream {
  const write = (text: string): Promise<void> | undefined => {
    if (!reply.hasBegun()) reply.begin(200, streamHeaders);
    return reply.write(text);
  };
  // Looked at twice an interval: setting a new timer for every text of a stream costs more.
  let isSilent = true;
  /** The client does not read: one more ping that waits for it tells it nothing. */
  let isBlocked = false;
  const timer = setInterval(() => {
    if (isSilent && !isBlocked) {
      const more = write(pingEvent);
      isBlocked = more !== undefined;
      void more?.then(() => (isBlocked = false));
    }
    isSilent = true;
  }, intervalMs / 2);
  return {
    write(text) {
      isSilent = false;
      return write(text);
    },
    stop: () => clearInterval(timer),
  };
}
