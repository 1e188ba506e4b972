// Question: how long does an unused prefix stay?
import { plural } from '../../../lib/plural.ts';
import { address, isHit, open, prefixTokens, type Question, settled, user } from '../question.ts';

const minuteMs = 60_000;

/** After how many idle minutes is a prompt gone? Slow, so only when it is asked for. */
export const idleEviction: Question = {
  name: 'idle eviction',
  about: ['idle_eviction_ms'],
  needs: 'cache',
  refusals: 'open',
  async ask(prober, known) {
    const { idleMinutes } = known;
    if (idleMinutes.length === 0) return open('not asked: no idle minutes were given');
    let survived = 0;
    let gone: number | null = null;
    for (const minutes of [...idleMinutes].sort((a, b) => a - b)) {
      const session = prober.session(`idle ${minutes}`);
      const input = [prober.prefix(`idle ${minutes}`, prefixTokens), user('Say ok.')];
      const request = { label: plural(minutes, 'idle minute'), input, ...address(known, session) };
      await prober.ask(request);
      await prober.wait(minutes * minuteMs);
      if (isHit(await prober.ask(request))) survived = minutes;
      else {
        gone = minutes;
        break;
      }
    }
    const finding = `still cached after ${plural(survived, 'minute')}, ${gone === null ? 'never seen gone' : `gone after ${gone}`}`;
    if (survived === 0) return open(finding);
    const confidence = gone === null ? 'low' : 'medium';
    const idle_eviction_ms = survived * minuteMs;
    return {
      ...settled(finding, confidence, { idle_eviction_ms }),
      // It went at some time after the last hit.
      ...(gone !== null && {
        bounds: { idle_eviction_ms: { low: idle_eviction_ms, high: gone * minuteMs } },
      }),
    };
  },
};
