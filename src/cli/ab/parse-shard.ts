// `--shard` -> a part of a run.
import { HarnessError } from '../../lib/harness-error.ts';
import type { Shard } from '../../runner/plan.ts';

/** More machines than this would wait for one another longer than they play. */
const shardsMax = 256;

/**
 * `--shard 2/3` -> part 2 of 3; null: the whole run.
 * @throws HarnessError `usage`
 */
export function parseShard(text: string | undefined): Shard | null {
  if (text === undefined) return null;
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count && shard.count <= shardsMax) return shard;
  throw new HarnessError(
    'usage',
    `--shard ${text} is not a part of a run`,
    `Write --shard 1/3 for the first of three, at most ${shardsMax}`,
  );
}
