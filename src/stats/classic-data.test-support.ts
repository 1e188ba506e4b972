// Published paired data that textbooks and packages give results for.

/** Student 1908: extra hours of sleep, the second drug minus the first. */
export const sleep = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];

/** Darwin 1876, as in Fisher 1935: cross- minus self-fertilised maize, eighths of an inch. */
export const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

/** Hollander and Wolfe 1973, p. 29: depression scores before minus after. */
export const depression = [0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01];
