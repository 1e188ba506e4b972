import {
  isAnswered,
  isHit,
  open,
  prefixTokens,
  type Question,
  settled,
  unreachable,
  user,
} from '../question.ts';

const minuteMs = 60_000;

/** After how many idle minutes is a prompt gone? Slow, so only when it is asked for. */
export const idleEviction: Question = {
  name: 'idle eviction',
  async ask(prober, { cacheIsReachable, idleMinutes }) {
    if (idleMinutes.length === 0) return open('not asked: no idle minutes were given', []);
    if (!cacheIsReachable) return open(unreachable, []);
    const results = [];
    let survived = 0;
    let gone: number | null = null;
    for (const minutes of [...idleMinutes].sort((a, b) => a - b)) {
      const session = prober.session(`idle ${minutes}`);
      const input = [prober.prefix(`idle ${minutes}`, prefixTokens), user('Say ok.')];
      const request = { label: `${minutes} idle minutes`, input, session, key: session };
      results.push(await prober.ask(request));
      await prober.wait(minutes * minuteMs);
      const later = await prober.ask(request);
      results.push(later);
      if (isHit(later)) survived = minutes;
      else {
        gone = minutes;
        break;
      }
    }
    if (!results.every(isAnswered)) return open('some requests were refused', results);
    const finding = `still cached after ${survived} minutes, ${gone === null ? 'never seen gone' : `gone after ${gone}`}`;
    if (survived === 0) return open(finding, results);
    const confidence = gone === null ? 'low' : 'medium';
    return settled(finding, confidence, { idle_eviction_ms: survived * minuteMs }, results);
  },
};
