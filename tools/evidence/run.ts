// `npm run evidence [-- --check]`: computes every figure of reports/evidence.md from the committed
// counters. With --check nothing is written, and a page that differs is exit code 1.
import { readFileSync, writeFileSync } from 'node:fs';
import type { UsageCall } from '../../src/domain/usage-call.ts';
import { readLogs } from '../../src/log-files/read-logs.ts';
import { renderEvidence } from './render-evidence.ts';

const page = 'reports/evidence.md';
const calls: UsageCall[] = [];
await readLogs(['evidence/calls.csv.zst'], { countTokens: () => null }, ({ call }) => {
  calls.push(call.usage);
});
const text = renderEvidence(calls);
if (process.argv.includes('--check')) {
  const isSame = readFileSync(page, 'utf8') === text;
  process.stderr.write(isSame ? `${page} is up to date\n` : `${page} differs: npm run evidence\n`);
  process.exitCode = isSame ? 0 : 1;
} else {
  writeFileSync(page, text);
  process.stderr.write(`${page}: from ${calls.length} calls\n`);
}
