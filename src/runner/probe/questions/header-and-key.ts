// Question: what routes a request, the header or the key?
import {
  hits,
  isHit,
  open,
  prefixTokens,
  type Question,
  settled,
  untilMiss,
  user,
} from '../question.ts';

/** After the first; where a key makes a lottery of it, it hits both in 1 of 64 probes. */
const repeats = 2;
/**
 * Other keys, then other headers, which find one machine more that has the prompt. Where they
 * matter, all of them hit all the same in about 1 of 64 probes.
 */
const others = { keys: 2, headers: 3 };

/** With a header and a key: which of them decides which cache a request meets? */
export const headerAndKey: Question = {
  name: 'header and key together',
  about: ['routing_with_both'],
  needs: 'cache',
  refusals: 'open',
  async ask(prober, known) {
    if (!known.headerRoutes) return open('not asked: the header alone does not route');
    const input = [prober.prefix('together', prefixTokens), user('Say ok.')];
    const session = prober.session('together');
    const ask = (label: string, change: { session?: string; key?: string } = {}) =>
      prober.ask({ ...{ label, input, session, key: session }, ...change });
    const other = (index: number) => prober.session(`together ${index}`);
    await ask('a header and a key');
    const same = await untilMiss(repeats, () => ask('same header and key'));
    const keys = await untilMiss(others.keys, (index) =>
      ask('same header, another key', { key: other(index) }),
    );
    const headers = await untilMiss(others.headers, (index) =>
      ask('another header, same key', { session: other(index) }),
    );
    const isMet = same.every(isHit);
    const finding = `same header and key ${hits(same)}, another key ${hits(keys)}, another header ${hits(headers)}`;
    // The header alone routed: a key that takes this away decides instead of it, and is a lottery.
    if (!isMet) known.meetsBy = 'header';
    const byHeader = isMet && keys.every(isHit);
    const byKey = !isMet || headers.every(isHit);
    if (byHeader && byKey) return open(`${finding}: neither of them decides`);
    return settled(finding, 'medium', {
      routing_with_both: byHeader ? 'header' : byKey ? 'key' : 'both',
    });
  },
};
