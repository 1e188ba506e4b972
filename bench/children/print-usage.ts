// Loaded before a program (`node --import`): when it ends, its CPU time and peak memory go to
// stderr as one JSON line, for the benchmark that started it.
import { writeSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: maxRSS / 1024 };
  writeSync(2, `${JSON.stringify(usage)}\n`);
});
