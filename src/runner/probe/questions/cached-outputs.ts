// Question: is what a response generated cached?
import {
  address,
  open,
  prefixTokens,
  type Question,
  settled,
  user,
  withoutIds,
} from '../question.ts';

/** Long enough that its tokens are more than the largest step. */
const countTo = 800;
/** The answer has to be longer than this, or the steps hide it. */
const answerTokensMin = 1_100;

/** Does what a response generated become cached prefix of the next request? */
export const cachedOutputs: Question = {
  name: 'cached outputs',
  about: ['cache_outputs'],
  needs: 'cache',
  refusals: 'open',
  async ask(prober, known) {
    const prompt = [
      prober.prefix('outputs', prefixTokens),
      user(`Count from 1 to ${countTo}, separated by spaces, nothing else.`),
    ];
    const common = { ...address(known, prober.session('outputs')), effort: 'none' };
    const first = await prober.ask({ label: 'a long answer', input: prompt, ...common });
    const input = [...prompt, ...withoutIds(first.items), user('Say ok.')];
    const next = await prober.ask({ label: 'the long answer replayed', input, ...common });
    const { input_tokens: prompted, output_tokens: generated } = first.evidence;
    const { cached_tokens: cached } = next.evidence;
    if ((generated ?? 0) < answerTokensMin) return open('the answer was too short to tell');
    if ((cached ?? 0) === 0) return open('not even the prompt was cached');
    const isFull = (cached ?? 0) > (prompted ?? 0);
    // Hidden reasoning that is not replayed would break the prefix in front of the answer.
    const isClean = (first.evidence.reasoning_tokens ?? 0) === 0;
    return settled(
      `${cached} cached after a prompt of ${prompted} and an answer of ${generated} tokens`,
      isClean || isFull ? 'high' : 'low',
      { cache_outputs: isFull ? 'full' : 'none' },
    );
  },
};
