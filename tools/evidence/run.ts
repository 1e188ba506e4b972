// `npm run evidence [-- --check]`: computes every figure of reports/evidence.md from the committed
// counters, and the data that reports begin with. With --check nothing is written, and a file that
// differs is exit code 1.
import { readFileSync, writeFileSync } from 'node:fs';
import type { UsageCall } from '../../src/domain/usage-call.ts';
import { readLogs } from '../../src/log-files/read-logs.ts';
import { renderReasoningDraws } from './reasoning-draws.ts';
import { priceEvidence, renderEvidence } from './render-evidence.ts';
import { renderReplayCosts, replayCostsOf } from './replay-costs.ts';

const calls: UsageCall[] = [];
await readLogs(['evidence/calls.csv.zst'], { countTokens: () => null }, ({ call }) => {
  calls.push(call.usage);
});
const priced = priceEvidence(calls);
const files = {
  'reports/evidence.md': renderEvidence(calls, priced),
  'src/profiles/data/reasoning.json': renderReasoningDraws(calls),
  'src/report/known/replay-costs.json': renderReplayCosts(replayCostsOf(calls, priced)),
};
for (const [path, text] of Object.entries(files)) {
  if (process.argv.includes('--check')) {
    const isSame = readFileSync(path, 'utf8') === text;
    process.stderr.write(
      isSame ? `${path} is up to date\n` : `${path} differs: npm run evidence\n`,
    );
    if (!isSame) process.exitCode = 1;
  } else {
    writeFileSync(path, text);
    process.stderr.write(`${path}: from ${calls.length} calls\n`);
  }
}
