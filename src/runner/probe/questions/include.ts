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

/** Does asking for encrypted reasoning change what is cached? */
export const include: Question = {
  name: 'include',
  async ask(prober, { cacheIsReachable }) {
    if (!cacheIsReachable) return open(unreachable, []);
    const session = prober.session('include');
    const input = [prober.prefix('include', prefixTokens), user('Say ok.')];
    const common = { input, session, key: session };
    const without = await prober.ask({ label: 'without include', ...common });
    const first = await prober.ask({ label: 'with include', ...common, include: true });
    const again = await prober.ask({ label: 'with include again', ...common, include: true });
    const all = [without, first, again];
    if (!all.every(isAnswered)) return open('some requests were refused', all);
    if (!isHit(again)) return open('not even a repeated prompt was cached', all);
    return settled(
      `${first.evidence.cached_tokens} cached with include after a request without it`,
      isHit(first) ? 'high' : 'medium',
      { include_changes_cache: !isHit(first) },
      all,
    );
  },
};
