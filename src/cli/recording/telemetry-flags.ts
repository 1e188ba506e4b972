// `--otlp` and `--telemetry-content` of the commands that export telemetry.
import type { Argv } from 'yargs';
import {
  describeDestinations,
  readTelemetry,
  type TelemetrySettings,
} from '../../telemetry/settings.ts';
import type { Terminal } from '../../terminal/console.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
export type TelemetryFlags = {
  readonly otlp: string | undefined;
  readonly 'telemetry-content': boolean;
};

/** What a command needs to export; null: nothing is exported. */
export type TelemetryChoice = {
  readonly settings: TelemetrySettings;
  readonly content: boolean;
} | null;

/** A file of the folder has no say: it may have come with somebody's repository. */
export function withTelemetryFlags<Flags>(yargs: Argv<Flags>): Argv<Flags & TelemetryFlags> {
  return yargs
    .option('otlp', {
      fromProject: false,
      group: 'Telemetry:',
      hidden: true,
      type: 'string',
      description:
        'send OpenTelemetry to this base URL over OTLP/HTTP, or off (default: as OTEL_* says)',
    })
    .option('telemetry-content', {
      fromProject: false,
      group: 'Telemetry:',
      hidden: true,
      type: 'boolean',
      default: false,
      description: 'send requests and answers too, as logs',
    }) as Argv<Flags & TelemetryFlags>;
}

/**
 * Says where telemetry goes.
 * @throws HarnessError `usage` or `configuration`
 */
export function chooseTelemetry(flags: TelemetryFlags, terminal: Terminal): TelemetryChoice {
  const content = flags['telemetry-content'];
  const { settings, doubts } = readTelemetry(terminal.env, { otlp: flags.otlp, content });
  for (const doubt of doubts) terminal.error(doubt);
  if (settings === null) return null;
  terminal.error(`telemetry: ${describeDestinations(settings)}`);
  return { settings, content };
}
