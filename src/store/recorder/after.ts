/** Calls `act` once, in `ms`. @returns cancels that */
export type After = (ms: number, act: () => void) => () => void;

/** With real timers. Zero: as soon as what has arrived is dealt with. */
export const after: After = (ms, act) => {
  if (ms === 0) {
    const immediate = setImmediate(act);
    return () => clearImmediate(immediate);
  }
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
};
