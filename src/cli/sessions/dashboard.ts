// The recorded conversations as a person looks for them: the list of the page, in the terminal.
import { plural } from '../../lib/plural.ts';
import type { ListedConversation } from '../../recordings/list-conversations.ts';
import { meteredSide } from '../../recordings/metered-side.ts';
import { type Column, renderTable } from '../../terminal/text-table.ts';
import {
  costCell,
  folderCell,
  shareCell,
  timeCell,
  tokensCell,
  wordsCell,
} from './session-cells.ts';
import { shortIds } from './short-ids.ts';

const columns: readonly Column[] = [
  { title: 'last call' },
  { title: 'client' },
  { title: 'model' },
  { title: 'calls', align: 'right' },
  { title: 'input', align: 'right' },
  { title: 'cached', align: 'right' },
  { title: 'cost', align: 'right' },
  { title: 'state' },
  { title: 'folder' },
  { title: 'first words' },
  { title: 'session' },
  { title: 'name, note' },
];

/** What a reader should know before anything else; empty: all went well. */
function stateOf(one: ListedConversation): string {
  const parts = [
    ...(one.state === 'running' ? ['running'] : []),
    ...(one.failed > 0 ? [`${one.failed} failed`] : []),
    ...(one.incomplete > 0 ? [`${one.incomplete} incomplete`] : []),
    ...(one.dropped > 0 ? [`${one.dropped} dropped`] : []),
    ...(one.repeated > 0 ? [`${one.repeated} repeated`] : []),
    ...(one.subagents.length > 0 ? [plural(one.subagents.length, 'subagent')] : []),
  ];
  return parts.join(', ');
}

/**
 * One row for each conversation, the last active first, and a line for what is not shown.
 * @param all as `listConversations` gives them
 */
export function renderDashboard(all: readonly ListedConversation[]): string {
  const shown = all.filter((one) => !one.is_noise);
  const folded = all.length - shown.length;
  const short = shortIds(
    all.flatMap(({ id, subagents, beside, other_side }) => [
      id,
      ...[...subagents, ...beside, ...other_side].map((one) => one.id),
    ]),
  );
  const rows = shown.map((one) => {
    const side = meteredSide(one);
    return [
      timeCell(one.last_at),
      one.client,
      side.model ?? one.model,
      one.calls,
      side.input_tokens === 0 ? null : tokensCell(side.input_tokens),
      shareCell(side.cached_share),
      costCell(side.cost_usd, side.calls_without_price),
      stateOf(one) || null,
      folderCell(one.folder),
      wordsCell(one.first_words),
      short(one.id),
      [one.name, one.note].filter(Boolean).join(': ') || null,
    ];
  });
  const also = `${plural(folded, 'session')} that asked no model for an answer: --all`;
  return [
    ...(rows.length === 0 ? [] : [renderTable(columns, rows)]),
    ...(folded === 0 ? [] : [`not shown: ${also}`]),
  ].join('\n');
}
