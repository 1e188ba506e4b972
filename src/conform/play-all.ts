// Plays what the chosen rows need: one play after the other, with those that wait beside them.
import type { Evidence, PlayedExchange } from './evidence.ts';
import { createStage, type StageOptions } from './stage/create-stage.ts';
import type { Play } from './stage/stage.ts';

/**
 * @param chosen the first one shows whether the gateway answers; without it the others are left out
 * @param onPlay told of each play that begins
 */
export async function playAll(
  chosen: readonly [Play, ...Play[]],
  options: Omit<StageOptions, 'onExchange'>,
  isUsable: (evidence: Evidence) => boolean,
  onPlay: (play: Play) => void,
): Promise<Evidence> {
  const evidence: PlayedExchange[] = [];
  const run = async (play: Play): Promise<void> => {
    onPlay(play);
    const stage = createStage(play.name, {
      ...options,
      onExchange: (exchange) => evidence.push(exchange),
    });
    await play.run(stage);
  };
  const [first, ...others] = chosen;
  await run(first);
  if (isUsable(evidence)) {
    const slow = Promise.all(others.filter(({ isSlow }) => isSlow).map(run));
    // A run that is stopped ends in the loop, before this is waited for.
    slow.catch(() => undefined);
    for (const play of others.filter(({ isSlow }) => !isSlow)) await run(play);
    await slow;
  }
  await options.desk.settled();
  return evidence;
}
