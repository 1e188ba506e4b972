// `npm run calibrate:stats [-- --simulations N --seed S --out FILE]`: simulates data with known
// truth, counts how often the estimators say what they promise, writes the report. Exit code 1: a
// gate is not met.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type CalibrationResult, type Gate, runCalibration } from './calibration.ts';
import { allCalibrations } from './cases.ts';

/** Below this the Monte-Carlo error is wider than the gates. */
const simulationsMin = 5_000;

const { values } = parseArgs({
  options: {
    simulations: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: 'reports/calibration-statistics.md' },
  },
});
const simulations = Number(values.simulations);
if (!Number.isInteger(simulations) || simulations < simulationsMin) {
  process.stderr.write(`--simulations must be a whole number of at least ${simulationsMin}\n`);
  process.exit(2);
}

const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;

function describeGate(gate: Gate): string {
  if (gate === null) return 'published';
  const { low, high } = gate;
  if (low !== undefined && high !== undefined) return `${percent(low)} to ${percent(high)}`;
  return low === undefined ? `at most ${percent(high ?? 1)}` : `at least ${percent(low)}`;
}

function renderReport(results: readonly CalibrationResult[]): string {
  const groups = [...new Set(results.map(({ group }) => group))];
  const failed = results.filter(({ isMet }) => !isMet);
  const sections = groups.map((group) => {
    const rows = results
      .filter((result) => result.group === group)
      .map(
        ({ name, share, gate, isMet }) =>
          `| ${name} | ${percent(share)} | ${describeGate(gate)} | ${gate === null ? '' : isMet ? 'yes' : '**no**'} |`,
      );
    return `## ${group}\n\n| case | share | gate | met |\n| --- | ---: | ---: | --- |\n${rows.join('\n')}`;
  });
  return `# Calibration of the statistics

Written by \`npm run calibrate:stats -- --simulations ${simulations} --seed ${values.seed}\`. ${failed.length === 0 ? 'Every gate is met.' : `${failed.length} gates are not met.`}

Every number is *simulated*: ${simulations.toLocaleString('en-US')} synthetic experiments per row, with known truth, clustered as agents' sessions are (12 turns in a session, 3 repeats of a scenario; standard deviations of 1 between scenarios, 0.7 between sessions, 2 between turns). What the methods are and why is in [docs/statistics.md](../docs/statistics.md). Gates on a size add the Monte-Carlo error (one-sided, 99.5%, since some fifteen gates stand side by side).

${sections.join('\n\n')}
`;
}

const results = allCalibrations(simulations).map((calibration) => {
  const result = runCalibration(calibration, simulations, values.seed);
  process.stderr.write(
    `${result.isMet ? 'ok ' : 'NOT MET'} ${percent(result.share)} ${result.name}\n`,
  );
  return result;
});
writeFileSync(values.out, renderReport(results));
process.stdout.write(`${values.out}\n`);
if (results.some(({ isMet }) => !isMet)) process.exitCode = 1;
