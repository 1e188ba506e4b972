// Modelled time: queue, prefill by cached and uncached tokens, decode. A function of the tokens and
// the seed, never a measurement.
import type { SeededRandom } from '../../lib/seeded-random.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';

export interface Latency {
  /** Request flushed to first output token possible, in ms. */
  readonly prefillMs: number;
  readonly decodeMsPerToken: number;
}

/** Standard normal draw (Box-Muller). */
function drawNormal(random: SeededRandom): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return radius * Math.cos(2 * Math.PI * random.next());
}

/** @param random drawn from only when there is noise */
export function modelLatency(
  inputTokens: number,
  cachedTokens: number,
  parameters: SimulatorParameters,
  random: SeededRandom,
): Latency {
  const { queue_ms, prefill_us_per_token, cached_us_per_token, decode_us_per_token } = parameters;
  const factor = parameters.noise === 0 ? 1 : Math.exp(parameters.noise * drawNormal(random));
  const prefill =
    (inputTokens - cachedTokens) * prefill_us_per_token + cachedTokens * cached_us_per_token;
  return {
    prefillMs: (queue_ms + prefill / 1000) * factor,
    decodeMsPerToken: decode_us_per_token / 1000,
  };
}
