// Files that a card can be written to.
import type { CardDocument } from '../card-document.ts';
import { renderCardBadge } from './badge.ts';
import { renderCardJunit } from './junit.ts';
import { renderCardMarkdown } from './markdown.ts';
import { renderCardSarif } from './sarif.ts';

/** By the name of the flag that names the file. */
export const cardFiles = {
  markdown: {
    description: 'write the card to a file, for a pull request',
    render: renderCardMarkdown,
  },
  junit: { description: 'write the card to a file, as JUnit XML', render: renderCardJunit },
  sarif: {
    description: 'write the card to a file, as SARIF 2.1.0, for code scanning',
    render: renderCardSarif,
  },
  badge: {
    description: 'write the JSON of a shields.io endpoint badge to a file',
    render: renderCardBadge,
  },
} as const satisfies Record<
  string,
  { readonly description: string; readonly render: (document: CardDocument) => string }
>;

export type CardFile = keyof typeof cardFiles;
export const cardFileNames = Object.keys(cardFiles) as CardFile[];
