// How a server command ends: SIGINT is an interruption (130), SIGTERM an orderly stop (0).

const exitCodes = { SIGINT: 130, SIGTERM: 0 } as const;

/** Resolves to the exit code with the first SIGINT or SIGTERM; a second one kills as usual. */
export function waitForStop(): Promise<number> {
  return new Promise((resolve) => {
    const onSignal = (signal: keyof typeof exitCodes): void => {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      resolve(exitCodes[signal]);
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  });
}
