// Question: are shorter prefixes found, or only those that end at a breakpoint?
import { fillerText } from '../../../scenarios/filler.ts';
import { address, isHit, open, prefixTokens, type Question, settled, user } from '../question.ts';

/** Is a common prefix found when the last message differs, and are writes reported? */
export const cacheMode: Question = {
  name: 'breakpoints',
  about: ['cache_mode'],
  needs: 'cache',
  refusals: 'open',
  async ask(prober, known) {
    const session = prober.session('mode');
    const prefix = prober.prefix('mode', prefixTokens);
    const fork = (name: string) => ({
      label: `a shared prefix, last message ${name}`,
      input: [prefix, user(`${fillerText(300, `${session} ${name}`)} Say ok.`)],
      ...address(known, session),
    });
    const first = await prober.ask(fork('one'));
    const forked = await prober.ask(fork('two'));
    const shared = `${forked.evidence.cached_tokens} cached where only the last message differed`;
    if (isHit(forked)) return settled(shared, 'high', { cache_mode: 'implicit' });
    const again = await prober.ask(fork('two'));
    if (!isHit(again)) return open('not even a repeated prompt was cached');
    const written = [first, forked, again].some(
      ({ evidence }) => (evidence.cache_write_tokens ?? 0) > 0,
    );
    return settled(
      `${shared}, ${again.evidence.cached_tokens} when repeated; writes ${written ? 'reported' : 'not reported'}`,
      'high',
      { cache_mode: 'breakpoints', cache_writes: written ? 'reported' : 'zero' },
    );
  },
};
