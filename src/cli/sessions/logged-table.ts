// The sessions of session files, the newest first.
import { type Column, renderTable } from '../../terminal/text-table.ts';
import type { ListedSession } from '../../usage/list-sessions.ts';
import {
  costCell,
  folderCell,
  shareCell,
  timeCell,
  tokensCell,
  wordsCell,
} from './session-cells.ts';

const columns: readonly Column[] = [
  { title: 'last call' },
  { title: 'client' },
  { title: 'model' },
  { title: 'calls', align: 'right' },
  { title: 'input', align: 'right' },
  { title: 'cached', align: 'right' },
  { title: 'cost', align: 'right' },
  { title: 'folder' },
  { title: 'first words' },
  { title: 'id' },
];

export function renderLoggedTable(sessions: readonly ListedSession[]): string {
  return renderTable(columns, sessions.map(loggedRow));
}

function loggedRow(session: ListedSession): (string | number | null)[] {
  const { not_known: unknown, calls } = session;
  return [
    timeCell(session.last_at),
    session.client,
    session.models.join(' '),
    calls,
    // Not known is not zero.
    unknown['input_tokens'] === calls ? null : tokensCell(session.input_tokens),
    shareCell(session.cached_share),
    costCell(session.cost_usd, session.calls_without_price),
    folderCell(session.folder),
    wordsCell(session.first_words),
    session.id,
  ];
}
