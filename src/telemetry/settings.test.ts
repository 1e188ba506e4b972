import { expect, test } from 'vitest';
import {
  boundTimeouts,
  describeDestinations,
  readTelemetry,
  type TelemetryOptions,
} from './settings.ts';

const plain: TelemetryOptions = { otlp: undefined, content: false };
const base = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/in/' };

const urlsOf = (env: Record<string, string>, options: Partial<TelemetryOptions> = {}) =>
  readTelemetry(env, { ...plain, ...options }).settings?.urls ?? null;

test('nothing is sent unless an endpoint is named', () => {
  expect(readTelemetry({}, plain)).toEqual({ settings: null, doubts: [] });
});

test('a base gets the path of each signal; logs only with content', () => {
  expect(urlsOf(base)).toEqual({
    traces: 'http://collector:4318/in/v1/traces',
    metrics: 'http://collector:4318/in/v1/metrics',
  });
  expect(urlsOf(base, { content: true })).toHaveProperty(
    'logs',
    'http://collector:4318/in/v1/logs',
  );
});

test('a signal’s own endpoint is taken as it is, and is enough', () => {
  const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://tempo/otlp' };
  expect(urlsOf(own)).toEqual({ traces: 'http://tempo/otlp' });
  expect(urlsOf({ ...base, ...own })).toMatchObject({ traces: 'http://tempo/otlp' });
});

test.each([
  [{ OTEL_SDK_DISABLED: 'true' }, null],
  [{ OTEL_SDK_DISABLED: 'TRUE' }, null],
  [{ OTEL_SDK_DISABLED: '' }, ['traces', 'metrics']],
  [{ OTEL_METRICS_EXPORTER: 'none' }, ['traces']],
  [{ OTEL_METRICS_EXPORTER: 'console, otlp' }, ['traces', 'metrics']],
  [{ OTEL_TRACES_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'prometheus' }, null],
])('%o decides what is sent', (env, sent) => {
  const urls = urlsOf({ ...base, ...env });
  expect(urls && Object.keys(urls)).toEqual(sent);
});

test('--otlp beats the environment, and off is off', () => {
  expect(urlsOf({ ...base, OTEL_SDK_DISABLED: 'true' }, { otlp: 'https://here' })).toEqual({
    traces: 'https://here/v1/traces',
    metrics: 'https://here/v1/metrics',
  });
  expect(urlsOf(base, { otlp: 'off' })).toBeNull();
});

test('a protocol that is not spoken is said, and not tried', () => {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  };
  const { settings, doubts } = readTelemetry(env, plain);
  expect(settings).toBeNull();
  expect(doubts).toHaveLength(2);
  expect(doubts[0]).toContain('traces are not sent');
});

test.each([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'user:secret@nowhere' }, plain, 'configuration'],
  [{}, { ...plain, otlp: 'user:secret@nowhere' }, 'usage'],
  [{}, { ...plain, content: true }, 'usage'],
])('%o with %o is refused without repeating a secret', (env, options, code) => {
  let thrown: unknown;
  try {
    readTelemetry(env, options);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code });
  expect(String(thrown)).not.toContain('secret');
});

test.each([
  ['soon', 60_000, 1],
  ['0', 60_000, 1],
  ['-1', 60_000, 1],
  ['NaN', 60_000, 1],
  [' ', 60_000, 0],
  ['250', 250, 0],
  ['0.01', 1, 0],
  // A timer would fire at once, and metrics be sent a thousand times a second.
  ['99999999999', 2_147_483_647, 0],
  ['Infinity', 2_147_483_647, 0],
])('an interval of `%s` is %d ms', (text, ms, doubted) => {
  const { settings, doubts } = readTelemetry({ ...base, OTEL_METRIC_EXPORT_INTERVAL: text }, plain);
  expect(settings?.metricIntervalMs).toBe(ms);
  expect(doubts).toHaveLength(doubted);
});

test('a timeout that no timer takes becomes the longest one', () => {
  const env = {
    OTEL_EXPORTER_OTLP_TIMEOUT: '99999999999',
    OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '2147483648',
    OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '500',
    OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: 'soon',
  };
  expect(boundTimeouts(env)).toEqual({
    OTEL_EXPORTER_OTLP_TIMEOUT: '2147483647',
    OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '2147483647',
  });
});

test('destinations are origins, without what may be secret', () => {
  const { settings } = readTelemetry(
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:secret@host/token' },
    plain,
  );
  expect(settings && describeDestinations(settings)).toBe('traces, metrics to https://host');
});
