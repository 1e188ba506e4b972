// `npm run bench [-- NAME...] [-- --json] [-- --size=MEGABYTES]`: runs the parts and prints what
// they measured. Results on stdout, progress on stderr. A benchmark sets no exit code by its
// figures: machines differ. `TURNTAPE_BENCH_PROGRAM=PATH` measures the gateway and the recorder of
// another clone (its bin/turntape.js) with the same load, and its translator beside this one.
import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { BenchResult } from './part.ts';
import { benchParts } from './registry.ts';

const args = process.argv.slice(2);
const isJson = args.includes('--json');
const names = args.filter((argument) => !argument.startsWith('--'));
const size = args.find((argument) => argument.startsWith('--size='))?.slice('--size='.length);
const sizeMegabytes = size === undefined ? null : Number(size);
const known = Object.keys(benchParts) as (keyof typeof benchParts)[];
const unknown = names.filter((name) => !known.some((part) => part === name));
const note = (line: string): void => void process.stderr.write(`${line}\n`);

function renderLines(result: BenchResult, indent = '  '): string {
  return Object.entries(result)
    .map(([name, value]) =>
      value !== null && typeof value === 'object'
        ? `${indent}${name}\n${renderLines(value, `${indent}  `)}`
        : `${indent}${name}: ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}\n`,
    )
    .join('');
}

if (unknown.length > 0) {
  note(`bench: there is no part ${unknown.join(', ')}; parts are ${known.join(', ')}`);
  process.exitCode = 2;
} else if (sizeMegabytes !== null && !(sizeMegabytes > 0)) {
  note(`bench: --size=${size} is not a number of megabytes`);
  process.exitCode = 2;
} else {
  const results: Record<string, BenchResult> = {};
  for (const name of names.length > 0 ? known.filter((part) => names.includes(part)) : known) {
    const { description, run } = benchParts[name];
    note(`${name}: ${description}`);
    const startedMs = performance.now();
    results[name] = await run((line) => note(`  ${line}`), { sizeMegabytes });
    note(`  done in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  }
  if (isJson) {
    const machine = { node: process.version, cores: cpus().length, platform: process.platform };
    process.stdout.write(`${JSON.stringify({ ...results, machine })}\n`);
  } else {
    for (const [name, result] of Object.entries(results)) {
      process.stdout.write(`${name}\n${renderLines(result)}`);
    }
  }
}
