// The instruments of the metrics: type, unit and the buckets that the conventions ask for.
import { metricNames as names } from '../domain/gen-ai-names.ts';

export interface InstrumentDefinition {
  readonly type: 'counter' | 'histogram';
  readonly unit: '{token}' | 's' | '1';
  readonly description: string;
  /** Of a histogram. */
  readonly boundaries: readonly number[];
}

/** 1, 4, 16, ... tokens. */
const tokenBoundaries = Array.from({ length: 14 }, (_, power) => 4 ** power);
/** 0.01, 0.02, 0.04, ... seconds. */
const secondBoundaries = Array.from({ length: 14 }, (_, power) => 0.01 * 2 ** power);

const tokens = (description: string): InstrumentDefinition => ({
  type: 'counter',
  unit: '{token}',
  description,
  boundaries: [],
});
const perCall = (description: string): InstrumentDefinition => ({
  type: 'histogram',
  unit: '{token}',
  description,
  boundaries: tokenBoundaries,
});
const seconds = (description: string): InstrumentDefinition => ({
  type: 'histogram',
  unit: 's',
  description,
  boundaries: secondBoundaries,
});

/** By the name of the metric. */
export const instruments: Readonly<Record<string, InstrumentDefinition>> = {
  [names.input]: tokens('input tokens, cached ones included'),
  [names.output]: tokens('output tokens, reasoning included'),
  [names.cached]: tokens('input tokens that the cache served'),
  [names.written]: tokens('input tokens that were written to the cache'),
  [names.reasoning]: tokens('output tokens that were reasoning'),
  [names.callInput]: perCall('input tokens of a call'),
  [names.callOutput]: perCall('output tokens of a call'),
  [names.duration]: seconds('from the request to the end of the answer'),
  [names.firstChunk]: seconds('from the request to the first output'),
  [names.lost]: tokens('tokens that could have been cached and were not, by cause'),
};
