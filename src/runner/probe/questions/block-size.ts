// Question: in which steps do cached counts grow, and from which length on?
import { address, open, type Question, settled, user } from '../question.ts';

/** Prompts around the published minimum of 1,024 and above it, in tokens. */
const sizes = [600, 1_080, 1_710, 2_350] as const;

/** In which steps do cached tokens come, and from which prompt length on? */
export const blockSize: Question = {
  name: 'quantum and minimum',
  about: ['cache_quantum', 'cache_minimum'],
  needs: 'cache',
  refusals: 'open',
  async ask(prober, known) {
    const seen: { size: number; cached: number }[] = [];
    for (const size of sizes) {
      const input = [prober.prefix(`size ${size}`, size), user('Say ok.')];
      const request = {
        label: `a prompt of about ${size} tokens`,
        input,
        ...address(known, prober.session(`size ${size}`)),
      };
      await prober.ask(request);
      const { input_tokens, cached_tokens } = (await prober.ask(request)).evidence;
      seen.push({ size: input_tokens ?? size, cached: cached_tokens ?? 0 });
    }
    const counts = seen.map(({ cached }) => cached).filter((cached) => cached > 0);
    if (counts.length === 0) return open('no prompt was cached');
    const quantum = quantumOf(seen);
    const smallest = Math.min(...counts);
    const missed = Math.max(
      0,
      ...seen.filter(({ cached }) => cached === 0).map(({ size }) => size),
    );
    // Round numbers are what vendors publish: the power of two between what missed and what hit.
    const minimum = 2 ** Math.floor(Math.log2(smallest));
    const isBounded = missed > 0 && minimum > missed / 2;
    return settled(
      `cached ${seen.map(({ size, cached }) => `${cached} of ${size}`).join(', ')}; nothing up to ${missed} tokens`,
      counts.length >= 3 ? 'high' : 'medium',
      {
        ...(quantum !== null && { cache_quantum: quantum }),
        ...(isBounded && { cache_minimum: minimum }),
      },
    );
  },
};

/**
 * The block whose whole multiples are all that is counted; null: larger steps, a hidden prefix, or
 * unclear. A prompt that was sent twice is cached as far as its blocks are whole.
 */
function quantumOf(seen: readonly { size: number; cached: number }[]): number | null {
  const hits = seen.filter(({ cached }) => cached > 0);
  const fits = (block: number): boolean =>
    hits.every(({ size, cached }) => cached === size - (size % block));
  if (hits.every(({ cached }) => cached % 1024 === 0)) return hits.length > 1 ? 1024 : null;
  return fits(128) ? 128 : null;
}
