// Modelled time: queue, prefill, decode, noise. Uncalibrated: see docs/simulator.md on times.
import { noSource, number, type ParameterTable } from './parameter.ts';

export interface LatencyParameters {
  readonly queue_ms: number;
  readonly prefill_us_per_token: number;
  readonly cached_us_per_token: number;
  readonly decode_us_per_token: number;
  readonly noise: number;
  readonly time_scale: number;
}

export const latencyParameters: ParameterTable<LatencyParameters> = {
  queue_ms: {
    accepts: number(0, 600_000),
    default: 470,
    meaning: 'time before prefill, in ms',
    source:
      'uncalibrated: only ratios were fitted (OpenAI Prompt Caching 201: cached is 7% faster at 1,024, 67% at 150,000)',
    confidence: 'assumed',
  },
  prefill_us_per_token: {
    accepts: number(0, 1_000_000),
    default: 50,
    meaning: 'prefill of an uncached token, in µs',
    source: 'uncalibrated: no public source for the scale',
    confidence: 'assumed',
  },
  cached_us_per_token: {
    accepts: number(0, 1_000_000),
    default: 14.4,
    meaning: 'prefill of a cached token, in µs',
    source: 'uncalibrated: fitted together with queue_ms',
    confidence: 'assumed',
  },
  decode_us_per_token: {
    accepts: number(0, 10_000_000),
    default: 12_000,
    meaning: 'generation of an output token, reasoning included, in µs',
    source: 'uncalibrated: no public source',
    confidence: 'assumed',
  },
  noise: {
    accepts: number(0, 3),
    default: 0,
    meaning: 'sigma of the seeded log-normal factor on queue and prefill',
    source: noSource,
    confidence: 'assumed',
  },
  time_scale: {
    accepts: number(0, 1000),
    default: 1,
    meaning: 'in real time only: modelled times are multiplied by this; 0: no waiting',
    source: 'a convenience of the simulator',
    confidence: 'assumed',
  },
};
