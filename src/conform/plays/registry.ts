// The plays. A row names those that it judges; what no row needs is not played.
import type { Play } from '../stage/stage.ts';
import { accounts } from './accounts.ts';
import { basic } from './basic.ts';
import { billing } from './billing.ts';
import { choices } from './choices.ts';
import { compaction, interrupt, orphan, reused } from './damaged-history.ts';
import { errors } from './errors.ts';
import { foreign } from './foreign.ts';
import { interleaved } from './interleaved.ts';
import { lateTools } from './late-tools.ts';
import { media } from './media.ts';
import { metadata } from './metadata.ts';
import { names, schemas } from './names.ts';
import { pace, silence } from './pace.ts';
import { pin } from './pin.ts';
import { plain } from './plain.ts';
import { refused, refusedLate } from './refused.ts';
import { reminders } from './reminders.ts';
import { repeat } from './repeat.ts';
import { sessions } from './sessions.ts';
import { settings } from './settings.ts';
import { streams } from './streams.ts';
import { threads } from './threads.ts';
import { tools } from './tools.ts';
import { callers, subagents } from './twin-plays.ts';

/** The first one shows that the gateway answers at all; it is always played. */
export const plays: readonly [Play, ...Play[]] = [
  basic,
  ...[tools, billing, reminders, lateTools, settings, repeat],
  ...[pin, refused, refusedLate, foreign, accounts],
  ...[interrupt, orphan, reused, compaction, names, schemas, media, choices],
  ...[interleaved, plain, errors, streams, pace, silence, threads],
  ...[sessions, metadata, callers, subagents],
];
