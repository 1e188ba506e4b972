// What V8's young generations may take. By itself V8 grows each to 128 MB in a long-lived program,
// for streams that live a fifth of a second.

/** Of a thread that records, each half, MB: each message that hands memory over fills it, too. */
export const threadYoungHalfMegabytes = 8;

/** Of a process beside the program (the page, what explains, what exports), each half, MB. */
export const processYoungHalfMegabytes = 4;
