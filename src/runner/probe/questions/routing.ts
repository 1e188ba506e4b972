// Question: are requests without a session header routed by their key?
import { hits, isHit, prefixTokens, type Question, settled, untilMiss, user } from '../question.ts';

/** After the first; a lottery over eight machines hits all three in 1 of 512 probes. */
const repeats = 3;
/** Other headers; where headers route, both meet the cache of the first in 1 of 64 probes. */
const others = 2;

/** Does the `session-id` header decide which cache a request meets, and does a key alone? */
export const routing: Question = {
  name: 'routing',
  about: ['session_header_routes', 'routing_without_header'],
  needs: 'nothing',
  refusals: 'open',
  async ask(prober, known) {
    const prompt = [prober.prefix('routing header', prefixTokens), user('Say ok.')];
    const askHeader = (label: string, session: string) =>
      prober.ask({ label, input: prompt, session });
    const session = prober.session('routing');
    await askHeader('a header, no key', session);
    const same = await untilMiss(repeats, () => askHeader('same header, no key', session));
    const other = await untilMiss(others, (index) =>
      askHeader('another header, same prompt', prober.session(`routing ${index}`)),
    );
    const input = [prober.prefix('routing key', prefixTokens), user('Say ok.')];
    const key = prober.session('routing key');
    await prober.ask({ label: 'a key, no header', input, key });
    const keyed = await untilMiss(repeats, () =>
      prober.ask({ label: 'same key, no header', input, key }),
    );
    const headerHits = same.every(isHit);
    const keyHits = keyed.every(isHit);
    known.headerRoutes = headerHits && !other.every(isHit);
    known.meetsBy = headerHits || keyHits ? 'header-and-key' : null;
    return settled(
      `same header ${hits(same)}, another header ${hits(other)}, key alone ${hits(keyed)}`,
      'medium',
      {
        session_header_routes: known.headerRoutes,
        routing_without_header: keyHits ? 'sticky' : 'lottery',
      },
    );
  },
};
