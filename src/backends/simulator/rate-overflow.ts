// Above some requests a minute for one routing key, further machines take over, and each of them is
// cold at first (OpenAI Prompt Caching 201: about 15 a minute).

export interface RateOverflow {
  /** How many machines further on this request goes; 0 below the limit. Counts the request. */
  step(key: string, nowMs: number): number;
}

const minuteMs = 60_000;
/** Keys that are remembered; beyond, the oldest is forgotten. */
const keysMax = 10_000;

/** @param perMinute 0: no limit */
export function createRateOverflow(perMinute: number): RateOverflow {
  const recent = new Map<string, number[]>();
  return {
    step(key, nowMs) {
      if (perMinute === 0) return 0;
      const times = (recent.get(key) ?? []).filter((time) => nowMs - time < minuteMs);
      times.push(nowMs);
      recent.delete(key);
      recent.set(key, times);
      for (const oldest of recent.keys()) {
        if (recent.size <= keysMax) break;
        recent.delete(oldest);
      }
      return Math.floor((times.length - 1) / perMinute);
    },
  };
}
