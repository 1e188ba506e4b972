// Ctrl-C as an abort signal.

/**
 * Aborts the signal at the first Ctrl-C; a second one kills as usual. Release it when all is over.
 */
export function abortOnInterrupt(reason: () => Error): {
  readonly signal: AbortSignal;
  release(): void;
} {
  const controller = new AbortController();
  const onInterrupt = (): void => controller.abort(reason());
  process.once('SIGINT', onInterrupt);
  return { signal: controller.signal, release: () => process.off('SIGINT', onInterrupt) };
}
