// Where telemetry goes, by the standard `OTEL_*` variables: off unless an endpoint is named. What
// the exporters read by themselves (headers, timeout, compression, certificates, service name,
// resource attributes) is not read here.
import { HarnessError } from '../lib/harness-error.ts';
import { timerMsMax } from '../lib/timer-ranges.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export const signals = ['traces', 'metrics', 'logs'] as const;
export type Signal = (typeof signals)[number];

export interface TelemetrySettings {
  /** The address of each signal that is sent; absent: it is not. */
  readonly urls: Readonly<Partial<Record<Signal, string>>>;
  /** Between two exports of metrics. */
  readonly metricIntervalMs: number;
}

export interface TelemetryOptions {
  /** `--otlp`: a base URL, or `off`; undefined: as the environment says. */
  readonly otlp: string | undefined;
  /** Bodies go out too, as logs. */
  readonly content: boolean;
}

export interface ReadTelemetry {
  /** null: nothing is sent. */
  readonly settings: TelemetrySettings | null;
  /** Lines for the user: a signal that was asked for and is not sent. */
  readonly doubts: readonly string[];
}

const spoken = 'http/protobuf';
/** The default of the specification. */
const metricIntervalMs = 60_000;

/**
 * @param environment of this process: a project's configuration file has no say in it
 * @throws HarnessError `usage` or `configuration`: an address that is not a URL, or content without
 *   an address
 */
export function readTelemetry(environment: Environment, options: TelemetryOptions): ReadTelemetry {
  const { otlp, content } = options;
  const isOff =
    otlp === 'off' ||
    (otlp === undefined && environment['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true');
  const found = isOff ? [] : signals.filter((one) => content || one !== 'logs').map(endpointOf);
  const named = found.filter(({ url }) => url !== undefined);
  if (content && !named.some(({ signal }) => signal === 'logs')) {
    throw new HarnessError(
      'usage',
      '--telemetry-content has nowhere to send it: no endpoint for logs is named',
      'Set OTEL_EXPORTER_OTLP_ENDPOINT, or give --otlp URL',
    );
  }
  const sent = named.filter(({ protocol }) => protocol === spoken);
  const unspoken = named.filter(({ protocol }) => protocol !== spoken);
  const urls = Object.fromEntries(sent.map(({ signal, url }) => [signal, url]));
  const interval = readInterval(environment);
  return {
    settings: sent.length === 0 ? null : { urls, metricIntervalMs: interval.ms },
    doubts: [
      ...unspoken.map(
        ({ signal, protocol }) =>
          `telemetry: ${signal} are not sent: OTEL_EXPORTER_OTLP_PROTOCOL asks for ${protocol}, ` +
          `and turntape speaks ${spoken}; name its address with --otlp URL`,
      ),
      ...(sent.length === 0 ? [] : interval.doubts),
    ],
  };

  function endpointOf(signal: Signal) {
    const upper = signal.toUpperCase();
    const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
    if (otlp !== undefined) return { signal, url: join('--otlp', otlp, signal), protocol: spoken };
    const exporters = read(`OTEL_${upper}_EXPORTER`)?.split(',') ?? ['otlp'];
    const protocol =
      read(`OTEL_EXPORTER_OTLP_${upper}_PROTOCOL`) ?? read('OTEL_EXPORTER_OTLP_PROTOCOL') ?? spoken;
    // Another exporter (`none`, `console`) is meant for programs that have it.
    if (!exporters.some((one) => one.trim() === 'otlp')) {
      return { signal, url: undefined, protocol };
    }
    const ownName = `OTEL_EXPORTER_OTLP_${upper}_ENDPOINT`;
    const own = read(ownName);
    const base = read('OTEL_EXPORTER_OTLP_ENDPOINT');
    const isSpoken = protocol === spoken;
    // Of a protocol that is not spoken the address may be no URL: HOST:PORT.
    if (own !== undefined) return { signal, url: isSpoken ? check(ownName, own) : own, protocol };
    if (base === undefined) return { signal, url: undefined, protocol };
    const url = isSpoken ? join('OTEL_EXPORTER_OTLP_ENDPOINT', base, signal) : base;
    return { signal, url, protocol };
  }
}

/** Anything but a number counts as not set, as the specification asks. */
function readInterval(environment: Environment) {
  const name = 'OTEL_METRIC_EXPORT_INTERVAL';
  const text = environment[name]?.trim();
  const ms = text ? Number(text) : metricIntervalMs;
  if (ms > 0) return { ms: Math.min(Math.max(1, ms), timerMsMax), doubts: [] };
  const doubt =
    `telemetry: ${name} is not a number of milliseconds above 0: ` +
    `metrics are sent every ${metricIntervalMs / 1000} s`;
  return { ms: metricIntervalMs, doubts: [doubt] };
}

/**
 * The timeouts that the exporters would read for themselves and hand to a timer.
 * @returns those of the variables that ask for more than a timer takes, with what it takes
 */
export function boundTimeouts(environment: Environment): Record<string, string> {
  const names = ['', ...signals.map((one) => `${one.toUpperCase()}_`)].map(
    (signal) => `OTEL_EXPORTER_OTLP_${signal}TIMEOUT`,
  );
  const tooLong = names.filter((name) => {
    const ms = Number(environment[name]?.trim() || 0);
    return Number.isFinite(ms) && ms > timerMsMax;
  });
  return Object.fromEntries(tooLong.map((name) => [name, String(timerMsMax)]));
}

/** The base with the path of a signal, as the specification puts them together. */
function join(name: string, base: string, signal: Signal): string {
  const url = new URL(check(name, base));
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/${signal}`;
  return url.href;
}

/** A password may be in it: it is not repeated. */
function check(name: string, url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new HarnessError(
    name.startsWith('--') ? 'usage' : 'configuration',
    `${name} is not an http(s) URL`,
    `Write for example ${name}${name.startsWith('--') ? ' ' : '='}http://127.0.0.1:4318`,
  );
}

/** For the line that says where traffic goes: origins, without what may be secret. */
export function describeDestinations({ urls }: TelemetrySettings): string {
  const bySignal = Object.entries(urls).map(([signal, url]) => ({ signal, url }));
  const origins = [...new Set(bySignal.map(({ url }) => new URL(url).origin))];
  return origins
    .map((origin) => {
      const there = bySignal.filter(({ url }) => new URL(url).origin === origin);
      return `${there.map(({ signal }) => signal).join(', ')} to ${origin}`;
    })
    .join('; ');
}
