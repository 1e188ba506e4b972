// The card in numbers and in one sentence.
import { plural } from '../../lib/plural.ts';
import type { CardDocument } from '../card-document.ts';

export interface CardCounts {
  readonly passed: number;
  /** Failures that are not in the baseline. */
  readonly failed: number;
  readonly known: number;
  readonly notApplicable: number;
  readonly notPlayed: number;
  readonly invalid: number;
}

export function countRows({ rows }: Pick<CardDocument, 'rows'>): CardCounts {
  const count = (test: (row: CardDocument['rows'][number]) => boolean) => rows.filter(test).length;
  return {
    passed: count(({ verdict }) => verdict === 'pass'),
    failed: count(({ verdict, known }) => verdict === 'fail' && !known),
    known: count(({ verdict, known }) => verdict === 'fail' && known),
    notApplicable: count(({ verdict }) => verdict === 'not-applicable'),
    notPlayed: count(({ verdict }) => verdict === 'not-played'),
    invalid: count(({ verdict }) => verdict === 'invalid'),
  };
}

/** `58 of 61 rows pass, 2 fail, 1 known failure`. */
export function summarise(document: CardDocument): string {
  const { passed, failed, known, notApplicable, notPlayed, invalid } = countRows(document);
  if (document.problem !== null) return `invalid: ${document.problem}`;
  const parts = [
    `${passed} of ${plural(document.rows.length - notPlayed, 'row')} pass`,
    ...(failed > 0 ? [`${failed} fail`] : []),
    ...(known > 0 ? [plural(known, 'known failure')] : []),
    ...(notApplicable > 0 ? [`${notApplicable} n/a`] : []),
    ...(notPlayed > 0 ? [`${notPlayed} not played`] : []),
    ...(invalid > 0 ? [`${invalid} could not be judged`] : []),
  ];
  return parts.join(', ');
}
