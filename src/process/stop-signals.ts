// How a program that serves is stopped: Ctrl-C is an interruption (130), SIGTERM and a terminal
// that is closed (SIGHUP) are an orderly stop (0).

const exitCodes = { SIGINT: 130, SIGTERM: 0, SIGHUP: 0 } as const;
type StopSignal = keyof typeof exitCodes;

export interface StopSignals {
  /** Resolves to the exit code with the first signal. */
  readonly first: Promise<number>;
  /**
   * Resolves with the second one: what is under way is not waited for. A third one kills as usual.
   */
  readonly second: Promise<void>;
  /** Signals do what they usually do. */
  release(): void;
}

/** From now on, signals do not end the process by themselves. */
export function listenForStop(): StopSignals {
  const first = Promise.withResolvers<number>();
  const second = Promise.withResolvers<void>();
  const names = Object.keys(exitCodes) as StopSignal[];
  let heard = 0;
  const release = (): void => {
    for (const name of names) process.off(name, hear);
  };
  const hear = (signal: StopSignal): void => {
    heard++;
    if (heard === 1) first.resolve(exitCodes[signal]);
    else {
      second.resolve();
      release();
    }
  };
  for (const name of names) process.on(name, hear);
  return { first: first.promise, second: second.promise, release };
}
