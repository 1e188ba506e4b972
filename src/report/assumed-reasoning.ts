// Runs of sessions whose shapes are known and whose reasoning is not: what was found under each assumption
// about it, since one of them alone is no result.

import type { ParameterValue, RunDefinition, Trial, Variant } from '../domain/run.ts';
import { measureSession, trialsOf } from './compare-arms.ts';
import { formatDifference, formatShare } from './format.ts';
import { metrics } from './metrics/registry.ts';
import type { ReportTable } from './tables.ts';
import { baseVariant, shortName, shownVariants } from './variants.ts';

/** As runs record it (scenarios/assumed-reasoning.ts). */
const parameter = 'reasoning_tokens';

/** Empty: the sessions say how much was reasoned. */
export function assumedReasoning({ variants }: RunDefinition): readonly ParameterValue[] {
  const values = variants.flatMap(({ parameters }) => parameters[parameter] ?? []);
  return [...new Set(values)];
}

/** Heading of a page, beside which no reader takes such a run for a measurement. */
export function describeShapes(definition: RunDefinition): string {
  return assumedReasoning(definition).length === 0 ? '' : ': real shapes, assumed reasoning';
}

function variantWith(definition: RunDefinition, shown: Variant, value: ParameterValue) {
  const wanted = { ...shown.parameters, [parameter]: value };
  return definition.variants.find(({ parameters }) =>
    Object.entries(wanted).every(([name, own]) => parameters[name] === own),
  );
}

/** A row per arm and assumption: what decides, per session, under each shown variant. */
export function reasoningTable(definition: RunDefinition, trials: readonly Trial[]): ReportTable {
  const shown = shownVariants(definition);
  const deciding = metrics.filter(({ decides }) => decides);
  const rows = definition.arms
    .filter(({ name }) => name !== definition.baseline)
    .flatMap(({ name: arm }) =>
      assumedReasoning(definition).map((value) => [
        arm,
        String(value),
        ...deciding.flatMap((metric) =>
          shown.map((variant) => {
            const name = variantWith(definition, variant, value)?.name ?? '';
            const own = measureSession(metric, trialsOf(trials, arm, name), definition);
            const base = measureSession(
              metric,
              trialsOf(trials, definition.baseline, name),
              definition,
            );
            if (own === null || base === null) return 'n/a';
            const share = formatShare(own - base, base);
            return `${formatDifference(own - base, metric.unit)}${share === '' ? '' : ` (${share})`}`;
          }),
        ),
      ]),
    );
  const head = [
    ...['arm', 'reasoning tokens of a call'],
    ...deciding.flatMap((metric) =>
      shown.map((variant) =>
        shown.length === 1 ? metric.title : `${metric.title}, ${shortName(definition, variant)}`,
      ),
    ),
  ];
  return { head, rows };
}

/** What is to be known before any number is read; empty for other runs. */
export function describeAssumption(definition: RunDefinition): string {
  const values = assumedReasoning(definition);
  if (values.length === 0) return '';
  const base = baseVariant(definition).parameters[parameter];
  const played =
    values.length === 1
      ? `only \`${base}\` was played, and one assumption is no result (\`--reasoning-tokens 400,0,100,1500\` plays several)`
      : `${values.map((value) => `\`${value}\``).join(', ')} were played; tables show \`${base}\` where they show one`;
  return `The sessions' shapes are real: their requests, sizes, times and which blocks were equal. How much the model reasoned in each call is assumed: ${played}.`;
}
