// Question: does asking for encrypted reasoning change the cache?
import { address, isHit, open, prefixTokens, type Question, settled, user } from '../question.ts';

/** Does asking for encrypted reasoning change what is cached? */
export const include: Question = {
  name: 'include',
  about: ['include_changes_cache'],
  needs: 'cache',
  refusals: 'open',
  async ask(prober, known) {
    const input = [prober.prefix('include', prefixTokens), user('Say ok.')];
    const common = { input, ...address(known, prober.session('include')) };
    await prober.ask({ label: 'without include', ...common });
    const first = await prober.ask({ label: 'with include', ...common, include: true });
    const finding = `${first.evidence.cached_tokens} cached with include after a request without it`;
    if (isHit(first)) return settled(finding, 'high', { include_changes_cache: false });
    const again = await prober.ask({ label: 'with include again', ...common, include: true });
    if (!isHit(again)) return open('not even a repeated prompt was cached');
    return settled(finding, 'medium', { include_changes_cache: true });
  },
};
