// The process that exports what its parent records: reading, explaining and waiting for a receiver
// cost the traffic nothing. It ends with its parent.
import { loadO200kTokenizer } from '../backends/o200k-tokenizer.ts';
import type { TelemetryLabel } from './call.ts';
import { followRecording, type RecordingFollower } from './follow-recording.ts';
import { type Delivered, type Exporters, openExporters } from './open-exporters.ts';
import { boundTimeouts, type TelemetrySettings } from './settings.ts';

/** What it is started with. */
export interface TelemetryStart {
  readonly type: 'start';
  readonly settings: TelemetrySettings;
  readonly version: string;
  readonly database: string;
  readonly label: TelemetryLabel;
  readonly isGateway: boolean;
  readonly content: boolean;
  readonly instance: string;
}

export type TelemetryTold =
  | TelemetryStart
  | { readonly type: 'ended'; readonly id: string; readonly session: string }
  /** All is in the database. */
  | { readonly type: 'finish' };

export type TelemetryNews =
  /** So many more calls are done with. */
  | { readonly type: 'settled'; readonly calls: number }
  | {
      readonly type: 'finished';
      /** Calls that never came into the database. */
      readonly missing: number;
      readonly delivered: Delivered;
    }
  | { readonly type: 'failed'; readonly message: string };

/** As often as a person sees a difference. */
const lookMs = 500;
/** How often it is looked for sessions that have been quiet. */
const quietLookMs = 60_000;

interface Following {
  readonly exporters: Exporters;
  readonly follower: RecordingFollower;
}

let following: Promise<Following> | undefined;
let timer: NodeJS.Timeout | undefined;
/** One look at a time. */
let queue: Promise<void> = Promise.resolve();
setInterval(() => enqueue(({ follower }) => follower.endQuiet(Date.now())), quietLookMs).unref();

const tell = (news: TelemetryNews): void => {
  if (process.connected) process.send?.(news);
};
const fail = (error: unknown): void =>
  tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });

process.on('disconnect', () => process.exit(0));
// Ctrl-C goes to every process of a terminal: this one ends when its parent is done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('message', (told: TelemetryTold) => {
  if (told.type === 'start') following = start(told);
  else if (told.type === 'ended') enqueue(({ follower }) => void note(follower, told));
  else enqueue(finish);
});

async function start(options: TelemetryStart): Promise<Following> {
  Object.assign(process.env, boundTimeouts(process.env));
  const exporters = openExporters(options.settings, options.version);
  const tokenizer = await loadO200kTokenizer();
  return { exporters, follower: followRecording({ ...options, exporters, tokenizer }) };
}

function enqueue(act: (now: Following) => void | Promise<void>): void {
  queue = queue
    .then(async () => {
      if (following !== undefined) await act(await following);
    })
    .catch(fail);
}

function note(follower: RecordingFollower, { id, session }: { id: string; session: string }): void {
  follower.ended(id, session);
  timer ??= setTimeout(() => enqueue(look), lookMs);
}

async function look({ follower }: Following): Promise<void> {
  timer = undefined;
  const calls = await follower.look();
  if (calls > 0) tell({ type: 'settled', calls });
  if (follower.waiting() > 0) timer ??= setTimeout(() => enqueue(look), lookMs);
}

async function finish({ exporters, follower }: Following): Promise<void> {
  clearTimeout(timer);
  const missing = await follower.finish();
  tell({ type: 'finished', missing, delivered: exporters.delivered() });
}
