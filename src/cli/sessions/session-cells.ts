// Cells that the lists of recorded and of imported sessions share.

/** Characters of a session's first words in its row. */
const firstWordsShown = 40;
/** Characters of a folder: its end says more than its beginning. */
const folderShown = 24;

export const timeCell = (iso: string | null): string | null =>
  iso?.slice(0, 16).replace('T', ' ') ?? null;

export const tokensCell = (tokens: number): string => tokens.toLocaleString('en-US');

export const shareCell = (share: number | null): string | null =>
  share === null ? null : `${(100 * share).toFixed(1)}%`;

/** With a plus where some calls have no price. */
export const costCell = (usd: number | null, withoutPrice: number): string | null =>
  usd === null ? null : `$${usd.toFixed(2)}${withoutPrice > 0 ? '+' : ''}`;

/** On one line. */
export const wordsCell = (words: string | null): string | null =>
  words?.replaceAll(/[\p{Cc}\s]+/gu, ' ').slice(0, firstWordsShown) ?? null;

export function folderCell(folder: string | null): string | null {
  if (folder === null || folder.length <= folderShown) return folder;
  return `...${folder.slice(3 - folderShown)}`;
}
