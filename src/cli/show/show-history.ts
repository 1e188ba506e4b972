// What came before a request that brings only what is new, as `show` prints it.
import { unknownHistories } from '../../exchange/continued-request.ts';
import { plural } from '../../lib/plural.ts';
import type { HistoryView } from '../../recordings/history-view.ts';

/** One line for a person. */
export function renderHistory({ continues, sent, inherited, from, unknown }: HistoryView): string {
  if (unknown !== null) return `continues ${continues}: ${unknownHistories[unknown]}`;
  const earlier = `${inherited} earlier of ${plural(from.length, 'exchange')}`;
  return `continues ${continues}: ${sent} sent, ${earlier} (--part whole-request shows all)`;
}
