import { isAnswered, open, type Question, settled, unreachable, user } from '../question.ts';

/** Prompts around the published minimum of 1,024 and above it, in tokens. */
const sizes = [600, 1_080, 1_710, 2_350] as const;

/** In which steps do cached tokens come, and from which prompt length on? */
export const blockSize: Question = {
  name: 'quantum and minimum',
  async ask(prober, { cacheIsReachable }) {
    if (!cacheIsReachable) return open(unreachable, []);
    const results = [];
    const seen: { size: number; cached: number }[] = [];
    for (const size of sizes) {
      const input = [prober.prefix(`size ${size}`, size), user('Say ok.')];
      const session = prober.session(`size ${size}`);
      const request = { label: `a prompt of about ${size} tokens`, input, session, key: session };
      const pair = [await prober.ask(request), await prober.ask({ ...request })];
      results.push(...pair);
      const { input_tokens, cached_tokens } = pair[1]?.evidence ?? {};
      seen.push({ size: input_tokens ?? size, cached: cached_tokens ?? 0 });
    }
    if (!results.every(isAnswered)) return open('some requests were refused', results);
    const counts = seen.map(({ cached }) => cached).filter((cached) => cached > 0);
    if (counts.length === 0) return open('no prompt was cached', results);
    const quantum = quantumOf(counts);
    const smallest = Math.min(...counts);
    const missed = Math.max(
      0,
      ...seen.filter(({ cached }) => cached === 0).map(({ size }) => size),
    );
    // Round numbers are what vendors publish: the power of two between what missed and what hit.
    const minimum = 2 ** Math.floor(Math.log2(smallest));
    const finding = `cached ${seen.map(({ size, cached }) => `${cached} of ${size}`).join(', ')}; nothing up to ${missed} tokens`;
    const isBounded = missed > 0 && minimum > missed / 2;
    return settled(
      finding,
      counts.length >= 3 ? 'high' : 'medium',
      {
        ...(quantum !== null && { cache_quantum: quantum }),
        ...(isBounded && { cache_minimum: minimum }),
      },
      results,
    );
  },
};

/** The step that all counts are multiples of; null: none that the simulator knows, or unclear. */
function quantumOf(counts: readonly number[]): number | null {
  const areMultiples = (step: number): boolean => counts.every((count) => count % step === 0);
  if (areMultiples(1024)) return counts.length > 1 ? 1024 : null;
  return areMultiples(128) ? 128 : null;
}
