// What a run adds to the database, from what it plays: said before it happens. Each call has its
// columns; each trial stores its scenario's text once, compressed.

import { countSteps, type Scenario } from '../scenarios/scenario.ts';
import { sum } from '../stats/descriptive.ts';

/** Of a call: numbers, headers and times. Measured: `npm run bench -- growth`. */
const bytesPerCall = 1_400;
/** Of a byte of the scenario as JSON. The shipped ones take 0.40 to 0.67: the same command. */
const storedPerTextByte = 0.5;
/** Of a token of new prompt that a trace has: the same command. */
const storedPerToken = 1;
/** Pages that are not full, and what SQLite writes around rows: the same command. */
const pageFactor = 1.4;

function storedText(scenario: Scenario): number {
  const { deferred } = scenario;
  if (deferred !== undefined) return storedPerToken * deferred.promptTokens;
  return storedPerTextByte * JSON.stringify(scenario).length;
}

/**
 * Bytes that a trial adds to the database file, of scenarios that are played equally often: within
 * a factor of two where nothing is refused.
 */
export function estimateTrialBytes(scenarios: readonly Scenario[]): number {
  const all = sum(scenarios.map((one) => bytesPerCall * countSteps(one) + storedText(one)));
  return (pageFactor * all) / Math.max(1, scenarios.length);
}
