// The plays. A row names those that it judges; what no row needs is not played.
import type { Play } from '../stage/stage.ts';
import { basic } from './basic.ts';
import { interleaved } from './interleaved.ts';
import { media } from './media.ts';
import { metadata } from './metadata.ts';
import { sessions } from './sessions.ts';
import { tools } from './tools.ts';

/** The first one shows that the gateway answers at all; it is always played. */
export const plays: readonly [Play, ...Play[]] = [
  basic,
  tools,
  sessions,
  metadata,
  interleaved,
  media,
];
