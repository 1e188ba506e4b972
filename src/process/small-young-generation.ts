// Keeps V8's young generation small in a program that serves for days. V8 doubles it under load, up
// to 128 MB in each thread, and hardly gives it back; streams live so briefly that they do not need
// it.
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Around what it has grown to when a server begins. Twice as much saves no measurable time. */
const leastBytes = 4 * 1024 * 1024;
/**
 * What each half of it has in threads that are started later, in MB: they may not grow either, and
 * V8 would begin with one. Each message that hands memory over fills it, too.
 */
const threadMegabytes = 8;
/** V8 shrinks it when it is idle: it may grow again, for a moment. */
const lookMs = 10_000;
const growingMs = 50;

/**
 * From now on the young generation of this thread stays about as large as it is. Best called before
 * anything large is loaded. Other threads have other limits (`resourceLimits`).
 */
export function keepYoungGenerationSmall(): void {
  const grow = (factor: 1 | 2): void => setFlagsFromString(`--semi-space-growth-factor=${factor}`);
  setFlagsFromString(`--min-semi-space-size=${threadMegabytes}`);
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
