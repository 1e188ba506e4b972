// How much of its prompt a backend counts for the reasoning that a history replays.
import type { ProbeRequest, Prober } from './prober.ts';
import { isAnswered } from './question.ts';

/** What the model did after it reasoned, and what came of it: items that any history may have. */
export const toolStep: readonly object[] = [
  { type: 'function_call', call_id: 'call_probe', name: 'look', arguments: '{}' },
  { type: 'function_call_output', call_id: 'call_probe', output: 'Nothing new.' },
];

export const isReasoning = (item: object): boolean =>
  (item as { readonly type?: string }).type === 'reasoning';

/**
 * Asks with the reasoning of the history and without it.
 * @returns by how many input tokens the two differ; null: one of them was refused
 */
export async function addedByReasoning(
  prober: Pick<Prober, 'ask'>,
  { label, input, ...common }: ProbeRequest,
): Promise<number | null> {
  const kept = await prober.ask({ label: `${label}, reasoning kept`, input, ...common });
  const dropped = await prober.ask({
    ...{ label: `${label}, reasoning dropped`, input: input.filter((item) => !isReasoning(item)) },
    ...common,
  });
  if (!isAnswered(kept) || !isAnswered(dropped)) return null;
  return (kept.evidence.input_tokens ?? 0) - (dropped.evidence.input_tokens ?? 0);
}
