import { isNightly } from './nightly.ts';

/** How often something is killed. */
export const killPoints = isNightly ? 200 : 4;
