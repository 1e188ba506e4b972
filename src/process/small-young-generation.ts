// Keeps V8's young generation small in a program that serves for days. V8 doubles it under load and
// hardly gives it back (lib/young-generation.ts).
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { threadYoungHalfMegabytes } from '../lib/young-generation.ts';

/** Around what it has grown to when a server begins. Twice as much saves no measurable time. */
const leastBytes = 4 * 1024 * 1024;
/** V8 shrinks it when it is idle: it may grow again, for a moment. */
const lookMs = 10_000;
const growingMs = 50;

/**
 * From now on the young generation of this thread stays about as large as it is. Best called before
 * anything large is loaded. Other threads have other limits (`resourceLimits`).
 */
export function keepYoungGenerationSmall(): void {
  const grow = (factor: 1 | 2): void => setFlagsFromString(`--semi-space-growth-factor=${factor}`);
  // For threads that are started later: they may not grow either, and V8 would begin with 1 MB.
  setFlagsFromString(`--min-semi-space-size=${threadYoungHalfMegabytes}`);
  grow(1);
  setInterval(() => {
    if (youngBytes() >= leastBytes) return;
    grow(2);
    setTimeout(grow, growingMs, 1).unref();
  }, lookMs).unref();
}

function youngBytes(): number {
  const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  return space?.space_size ?? leastBytes;
}
