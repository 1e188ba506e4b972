// Intervals over calls that come in sessions: those of `src/stats/clustered.ts`, and of the rules
// that `learn` takes from usage counters. Sessions differ in length and in their own rate or level.
import type { UsageCall } from '../../src/domain/usage-call.ts';
import { learnReasoningPerCall } from '../../src/learn/reasoning-per-call.ts';
import type { SeededRandom } from '../../src/lib/seeded-random.ts';
import {
  type ClusterCount,
  clusteredMeanInterval,
  clusteredShareInterval,
} from '../../src/stats/clustered.ts';
import { sum } from '../../src/stats/descriptive.ts';
import type { Interval } from '../../src/stats/paired-t.ts';
import { wilsonInterval } from '../../src/stats/wilson.ts';
import type { Calibration } from './calibration.ts';
import { drawNormal } from './synthetic.ts';

const coverageGate = { low: 0.935, high: 0.965 };
const level = 0.95;
const sessionCounts = [12, 30];

const covers = (interval: Interval | null, truth: number): boolean =>
  interval !== null && interval.low <= truth && truth <= interval.high;

/** 5 to 60 calls, whatever the session's own rate. */
const drawLength = (random: SeededRandom): number => 5 + random.integer(56);

const drawSessions = <Session>(count: number, draw: () => Session): Session[] =>
  Array.from({ length: count }, draw);

/** A session's own rate lies between 0 and twice `rate`. */
function drawShares(random: SeededRandom, sessions: number, rate: number): ClusterCount[] {
  return drawSessions(sessions, () => {
    const attempts = drawLength(random);
    const own = 2 * rate * random.next();
    let events = 0;
    for (let call = 0; call < attempts; call++) if (random.next() < own) events++;
    return { events, attempts };
  });
}

function shares(): Calibration[] {
  return [0.05, 0.3].flatMap((rate) =>
    sessionCounts.flatMap((sessions): Calibration[] => {
      const what = `a share of ${100 * rate}%, ${sessions} sessions`;
      return [
        {
          group: 'Coverage of 95% intervals of shares over sessions',
          name: what,
          gate: coverageGate,
          simulate: (random) =>
            covers(clusteredShareInterval(drawShares(random, sessions, rate), level), rate),
        },
        {
          group: 'The same as if calls were independent (published, not gated)',
          name: what,
          gate: null,
          simulate: (random) => {
            const drawn = drawShares(random, sessions, rate);
            const events = sum(drawn.map((each) => each.events));
            const attempts = sum(drawn.map((each) => each.attempts));
            return covers(wilsonInterval(events, attempts, level), rate);
          },
        },
      ];
    }),
  );
}

/** Sessions of unequal length: few of them carry the mean. */
const meansGroup = 'Coverage of 95% intervals of means over sessions';

function means(): Calibration[] {
  return sessionCounts.map((sessions) => ({
    group: meansGroup,
    name: `a mean, ${sessions} sessions`,
    gate: coverageGate,
    simulate: (random) => {
      const drawn = drawSessions(sessions, () => {
        const count = drawLength(random);
        const own = 10 + drawNormal(random);
        const values = Array.from({ length: count }, () => own + 2 * drawNormal(random));
        return { sum: sum(values), count };
      });
      return covers(clusteredMeanInterval(drawn, level), 10);
    },
  }));
}

/**
 * Three calls of ten do not reason; the others' reasoning is exponential, with the session's mean.
 */
function drawReasoning(random: SeededRandom, sessions: number, spread: number): UsageCall[] {
  return drawSessions(sessions, () => drawLength(random)).flatMap((length, session) => {
    const own = 300 * Math.exp(spread * drawNormal(random) - spread ** 2 / 2);
    return Array.from({ length }, (_, position) =>
      usageCall(session, position, random.next() < 0.3 ? 0 : -own * Math.log(1 - random.next())),
    );
  });
}
const meanReasoning = 0.7 * 300;

function usageCall(session: number, position: number, reasoningTokens: number): UsageCall {
  return {
    source: 'synthetic',
    session: String(session),
    model: 'm',
    effort: null,
    month: null,
    position,
    beginsUserTurn: null,
    idleSeconds: null,
    inputTokens: null,
    cachedTokens: null,
    cacheWriteTokens: null,
    outputTokens: null,
    reasoningTokens,
    newInputTokens: null,
    encryptedCharacters: null,
    reasoningSinceUserTurn: null,
    previousPhase: null,
    isCompacted: false,
    hasChangedSettings: false,
    isRegular: true,
  };
}

function learned(): Calibration[] {
  return [0.2, 0.7].flatMap((spread) =>
    sessionCounts.map((sessions) => ({
      group: meansGroup,
      name: `learned reasoning per call, sessions ${spread} apart, ${sessions} sessions`,
      // Where sessions differ as much as by the factor of 2 that 0.7 means, it is published.
      gate: spread < 0.5 ? coverageGate : null,
      simulate: (random) =>
        covers(
          learnReasoningPerCall(drawReasoning(random, sessions, spread)).interval,
          meanReasoning,
        ),
    })),
  );
}

export function clusteredCalibrations(): Calibration[] {
  return [...shares(), ...means(), ...learned()];
}
