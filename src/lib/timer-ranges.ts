// Times that become timers. What is longer than a timer takes would be over at once, and not after
// weeks.

/** The longest time that a timer of Node takes, ms (24.8 days). */
export const timerMsMax = 2 ** 31 - 1;

/** 23 days. */
export const secondsMax = 2_000_000;
export const secondsRange = { above: 0, maximum: secondsMax } as const;
/** 20 days. */
export const minutesRange = { above: 0, maximum: 30_000 } as const;
