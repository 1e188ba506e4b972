import {
  isAnswered,
  isHit,
  open,
  prefixTokens,
  type Question,
  settled,
  user,
} from '../question.ts';

/** Repeats after the first; a lottery over eight machines hits all three in about 1 of 85 probes. */
const repeats = 3;

/** Does the `session-id` header decide which cache a request meets, or the key? */
export const routing: Question = {
  name: 'routing',
  async ask(prober, known) {
    const header = [prober.prefix('routing header', prefixTokens), user('Say ok.')];
    const session = prober.session('routing');
    const same = [];
    for (let index = 0; index <= repeats; index++) {
      same.push(await prober.ask({ label: 'same header, no key', input: header, session }));
    }
    const others = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      const other = prober.session(`routing ${name}`);
      others.push(
        await prober.ask({ label: 'another header, same prompt', input: header, session: other }),
      );
    }
    const input = [prober.prefix('routing key', prefixTokens), user('Say ok.')];
    const key = prober.session('routing key');
    const keyed = [];
    for (let index = 0; index <= repeats; index++) {
      keyed.push(await prober.ask({ label: 'same key, no header', input, key }));
    }
    const all = [...same, ...others, ...keyed];
    if (!all.every(isAnswered)) return open('some requests were refused', all);
    const headerHits = same.slice(1).every(isHit);
    const headerMatters = headerHits && !others.every(isHit);
    const keyHits = keyed.slice(1).every(isHit);
    known.cacheIsReachable = headerHits || keyHits;
    const finding = `same header ${hits(same.slice(1))}, another header ${hits(others)}, key alone ${hits(keyed.slice(1))}`;
    return settled(
      finding,
      'medium',
      {
        session_header_routes: headerMatters,
        routing_without_header: keyHits ? 'sticky' : 'lottery',
      },
      all,
    );
  },
};

function hits(results: readonly Parameters<typeof isHit>[0][]): string {
  return `${results.filter(isHit).length} of ${results.length} cached`;
}
