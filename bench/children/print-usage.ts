// Loaded before a program (`node --import`): when it ends, its CPU time and peak memory go to
// stderr as one JSON line, for the benchmark that started it. Any message is answered with the CPU
// time so far.
import { writeSync } from 'node:fs';

function usage() {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: maxRSS / 1024 };
}

process.on('exit', () => writeSync(2, `${JSON.stringify(usage())}\n`));
process.on('message', () => process.send?.(usage().cpuSeconds));
// The program ends as if nobody could ask.
process.channel?.unref();
