// `ab` exports the trials that it has played. The SDK is loaded when there is something to send.
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import type { PlayObserver } from '../../experiment/play-definition.ts';
import { readVersion } from '../../process/read-version.ts';
import type { TrialExport } from '../../telemetry/export-trials.ts';
import type { Terminal } from '../../terminal/console.ts';
import type { TelemetryChoice } from '../recording/telemetry-flags.ts';

/** The observer, with the ids of trials added to a list as they are saved. */
export function rememberPlayed(observer: PlayObserver, played: string[]): PlayObserver {
  return {
    begin: observer.begin,
    trialPlayed(trial, blockEnds) {
      played.push(trial.id);
      observer.trialPlayed(trial, blockEnds);
    },
  };
}

/** Says what was sent and what was lost; the run and its exit code stay as they are. */
export async function exportPlayed(
  { settings, content }: NonNullable<TelemetryChoice>,
  run: Omit<TrialExport, 'exporters' | 'tokenizer' | 'content'>,
  terminal: Terminal,
): Promise<void> {
  const { exportTrials } = await import('../../telemetry/export-trials.ts');
  const { openExporters } = await import('../../telemetry/open-exporters.ts');
  const exporters = openExporters(settings, readVersion());
  const tokenizer = await loadO200kTokenizer();
  const { text, isLoss } = await exportTrials({ ...run, exporters, tokenizer, content });
  if (isLoss) terminal.error(text);
  else terminal.note(`turntape: ${text}`);
}
