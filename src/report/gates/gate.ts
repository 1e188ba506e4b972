// `--fail-if "uncached_input_tokens > +2%"`: what a maintainer does not accept, as a condition on
// the difference to the baseline; `cached_ratio < 0.9`: on the arm itself.

import { HarnessError } from '../../lib/harness-error.ts';
import { nearestWord } from '../../lib/nearest-word.ts';
import type { Metric } from '../metrics/metric.ts';
import { metrics } from '../metrics/registry.ts';
import { parseLimit } from './parse-limit.ts';

export interface Gate {
  /** As written. */
  readonly text: string;
  /** null: every arm but the baseline. */
  readonly arm: string | null;
  readonly metric: Metric;
  readonly operator: '>' | '>=' | '<' | '<=';
  readonly limit: number;
  /** A share of the baseline; of a ratio: percentage points. */
  readonly isShare: boolean;
  /** Of a ratio: the arm's own value is judged, and not its difference to the baseline. */
  readonly isAbsolute: boolean;
}

const pattern = /^\s*(?:([\w.-]+)\s*:\s*)?([a-z][\w., ()-]*?)\s*(>=|<=|>|<)\s*(\S.*?)\s*$/;

/** As tables print it, as JSON names it, or with `_` for spaces. */
const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');

function findMetric(name: string): Metric {
  const found =
    metrics.find((metric) => metric.name === name) ??
    metrics.find(({ title }) => plainName(title) === plainName(name));
  if (found !== undefined) return found;
  const names = metrics.map((metric) => metric.name);
  throw new HarnessError(
    'usage',
    `--fail-if names an unknown metric \`${name}\``,
    `Did you mean \`${nearestWord(name, names) ?? names[0]}\`? docs/experiment.md lists them`,
  );
}

function refuse(text: string): never {
  throw new HarnessError(
    'usage',
    `--fail-if \`${text}\` is not a condition`,
    'Write METRIC > NUMBER or METRIC > NUMBER%, e.g. "uncached_input_tokens > +2%"; ARM: in front limits it to one arm',
  );
}

/**
 * @param arms names of the run's arms
 * @throws HarnessError `usage`
 */
export function parseGate(text: string, arms: readonly string[]): Gate {
  const match = pattern.exec(text);
  if (match === null) refuse(text);
  const [, arm = null, name = '', operator, number = ''] = match;
  const metric = findMetric(name);
  if (arm !== null && !arms.includes(arm)) {
    throw new HarnessError(
      'usage',
      `--fail-if names an arm \`${arm}\` that the run does not have`,
      `Its arms are ${arms.join(', ')}`,
    );
  }
  const limit = parseLimit(number, metric.unit) ?? refuse(text);
  return {
    text,
    arm,
    metric,
    operator: operator as Gate['operator'],
    limit: limit.value,
    isShare: limit.isShare,
    isAbsolute: metric.unit === 'fraction' && /^[\d.]+$/.test(number),
  };
}

/** True when the gate does not accept this difference. */
export function isRefused({ operator, limit }: Gate, value: number): boolean {
  switch (operator) {
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    default:
      return value <= limit;
  }
}
