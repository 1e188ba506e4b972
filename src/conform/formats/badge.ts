// The card as the JSON that shields.io reads from an address
// (https://shields.io/badges/endpoint-badge).
import type { CardDocument } from '../card-document.ts';
import { countRows } from './summary.ts';

export function renderCardBadge(document: CardDocument): string {
  const { passed, failed, known, notApplicable, invalid } = countRows(document);
  const isInvalid = document.problem !== null || invalid > 0;
  const judged = passed + failed + known;
  const of = notApplicable > 0 ? ` (${notApplicable} n/a)` : '';
  const colour = failed > 0 ? 'red' : known > 0 ? 'yellow' : 'brightgreen';
  const badge = {
    schemaVersion: 1,
    label: 'turntape conform',
    message: isInvalid ? 'invalid' : `${passed}/${judged}${of}`,
    color: isInvalid ? 'lightgrey' : colour,
  };
  return `${JSON.stringify(badge)}\n`;
}
