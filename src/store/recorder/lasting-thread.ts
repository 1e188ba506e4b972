// The database's thread, started again when it dies: what it had not written is lost, what comes is
// not.
import type { DatabaseThread, ThreadMessage } from './database-thread.ts';
import type { ToDatabase } from './messages.ts';

/** A thread that dies more often than this in a minute is not started again. */
export const restartsMax = 5;
const restartWindowMs = 60_000;

export interface LastingThreadOptions {
  /** @param recorder row of this process in `recorders`, which the new thread goes on with */
  start(recorder: number): Promise<DatabaseThread>;
  nowMs(): number;
  onMessage(message: ThreadMessage): void;
  /** A thread has died. @param isReplaced false: no other one is started */
  onDeath(reason: string, isReplaced: boolean): void;
}

export interface LastingThread extends Pick<DatabaseThread, 'post' | 'stop'> {
  /** From now on, a thread that dies is not replaced; one that is being started is waited for. */
  letDie(): void;
}

/** @param first has not been listened to */
export function createLastingThread(
  first: DatabaseThread,
  options: LastingThreadOptions,
): LastingThread {
  /** Undefined: one is being started, and messages wait; or there will be no other one. */
  let thread: DatabaseThread | undefined;
  /** One has died, and the next one is not there yet: what is posted waits. */
  let isStarting = false;
  let isReplaceable = true;
  let isStopped = false;
  let deaths: number[] = [];
  const backlog: Parameters<DatabaseThread['post']>[] = [];

  const use = (next: DatabaseThread): void => {
    thread = next;
    let isDead = false;
    next.listen(options.onMessage, (reason) => {
      if (!isDead) replace(next, reason); // it fails, and then it ends
      isDead = true;
    });
    for (const posted of backlog.splice(0)) next.post(...posted);
  };
  const replace = (dead: DatabaseThread, reason: string): void => {
    thread = undefined;
    const now = options.nowMs();
    deaths = [...deaths.filter((at) => at > now - restartWindowMs), now];
    if (deaths.length > restartsMax) isReplaceable = false;
    isStarting = isReplaceable;
    options.onDeath(reason, isReplaceable);
    if (!isReplaceable) return;
    options.start(dead.recorder).then(
      (next) => {
        isStarting = false;
        if (isStopped) next.stop();
        else use(next);
      },
      (error: unknown) => {
        isStarting = false;
        isReplaceable = false;
        options.onDeath(`${reason}, and no other one can be started (${error})`, false);
      },
    );
  };
  use(first);
  return {
    post(message: ToDatabase, memory = []) {
      if (thread !== undefined) thread.post(message, memory);
      else if (isStarting) backlog.push([message, memory]);
    },
    letDie() {
      isReplaceable = false;
    },
    stop() {
      isReplaceable = false;
      isStopped = true;
      thread?.stop();
    },
  };
}
