import { fillerText } from '../../../scenarios/filler.ts';
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

/** Is a common prefix found when the last message differs, and are writes reported? */
export const cacheMode: Question = {
  name: 'breakpoints',
  async ask(prober, { cacheIsReachable }) {
    if (!cacheIsReachable) return open(unreachable, []);
    const session = prober.session('mode');
    const prefix = prober.prefix('mode', prefixTokens);
    const fork = (name: string) => ({
      label: `a shared prefix, last message ${name}`,
      input: [prefix, user(`${fillerText(300, `${session} ${name}`)} Say ok.`)],
      session,
      key: session,
    });
    const first = await prober.ask(fork('one'));
    const forked = await prober.ask(fork('two'));
    const again = await prober.ask(fork('two'));
    const all = [first, forked, again];
    if (!all.every(isAnswered)) return open('some requests were refused', all);
    if (!isHit(again)) return open('not even a repeated prompt was cached', all);
    const written = all.some(({ evidence }) => (evidence.cache_write_tokens ?? 0) > 0);
    const finding = `${forked.evidence.cached_tokens} cached where only the last message differed, ${again.evidence.cached_tokens} when repeated; writes ${written ? 'reported' : 'not reported'}`;
    return settled(
      finding,
      'high',
      isHit(forked)
        ? { cache_mode: 'implicit' }
        : { cache_mode: 'breakpoints', cache_writes: written ? 'reported' : 'zero' },
      all,
    );
  },
};
