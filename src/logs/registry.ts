// The kinds of session files that can be read. One line each; the first that matches is taken.
import type { JsonObject } from '../lib/json.ts';
import { atifTrajectory } from './atif-trajectory.ts';
import { claudeTranscript } from './claude-transcript.ts';
import { codexRollout } from './codex-rollout.ts';
import { codexTrace } from './codex-trace.ts';
import type { LogFormat } from './log-format.ts';
import { otlpSpans } from './otlp-spans.ts';

export const logFormats: readonly LogFormat[] = [
  codexRollout,
  codexTrace,
  claudeTranscript,
  atifTrajectory,
  otlpSpans,
];

/** The format of a file whose first record this is; null: none that is known. */
export function findLogFormat(record: JsonObject): LogFormat | null {
  return logFormats.find((format) => format.matches(record)) ?? null;
}
