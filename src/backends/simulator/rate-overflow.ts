// Above some requests a minute for one routing key, further machines take over, and each of them is
// cold at first (OpenAI Prompt Caching 201: about 15 a minute).
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';

export interface RateOverflow {
  /** How many machines further on this request goes; 0 below the limit. Counts the request. */
  step(key: string, nowMs: number): number;
}

const minuteMs = 60_000;

/** `rate_per_key_minute` 0: no limit. Of the keys, the oldest is forgotten. */
export function createRateOverflow({
  rate_per_key_minute: perMinute,
  machines,
  memory_routing_keys,
}: Pick<
  SimulatorParameters,
  'rate_per_key_minute' | 'machines' | 'memory_routing_keys'
>): RateOverflow {
  const recent = new Map<string, number[]>();
  /** As many as keep every machine busy: beyond them the last one serves the rest. */
  const timesMax = perMinute * machines;
  return {
    step(key, nowMs) {
      if (perMinute === 0) return 0;
      const times = (recent.get(key) ?? []).filter((time) => nowMs - time < minuteMs);
      times.push(nowMs);
      if (times.length > timesMax) times.shift();
      recent.delete(key);
      recent.set(key, times);
      for (const oldest of recent.keys()) {
        if (recent.size <= memory_routing_keys) break;
        recent.delete(oldest);
      }
      return Math.floor((times.length - 1) / perMinute);
    },
  };
}
