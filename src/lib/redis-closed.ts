/**
 * What ioredis says of every command that it gave up with its connection. It is not why: that was
 * another error before, or the server said nothing.
 */
const closedMessage = 'Connection is closed.';

export function isRedisClosed(error: unknown): boolean {
  return error instanceof Error && error.message === closedMessage;
}
