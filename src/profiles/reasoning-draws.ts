// How much a model reasons per call, as it was counted in real sessions: what scripted scenarios
// draw from.
import { bareModel } from './bare-model.ts';
import { reasoningFiles } from './shipped-profiles.ts';

export interface ReasoningDraws {
  /** Whose calls were counted. */
  readonly model: string;
  /** Equal shares of the calls, in rising order, in tokens. */
  readonly tokens: readonly number[];
  /** Calls that were counted. */
  readonly n: number;
  readonly source: string;
}

/** Whose calls are taken for a model that was not counted: the newest before it that was. */
const substitutes: readonly (readonly [pattern: RegExp, model: string])[] = [
  [/^gpt-(5\.[6-9]|[6-9]|\d\d)/, 'gpt-5.6-sol'],
  [/^/, 'gpt-5.5'],
];

const rows = reasoningFiles.flatMap(({ models }) => models);

/** @param model as sent upstream */
export function reasoningDrawsOf(model: string): ReasoningDraws {
  const name = bareModel(model)
    .toLowerCase()
    .replace(/-\d{4}-\d{2}-\d{2}$/, '');
  const other = substitutes.find(([pattern]) => pattern.test(name))?.[1];
  const row = rows.find((one) => one.model === name) ?? rows.find((one) => one.model === other);
  const rule = row?.periods.at(-1)?.rules['reasoning_per_call'];
  // Of a shipped file, which a test reads.
  if (row === undefined || rule === undefined) throw new Error('no reasoning was counted');
  return {
    model: row.model,
    tokens: String(rule.value).split(' ').map(Number),
    n: rule.n,
    source: rule.source ?? '',
  };
}
