// Which rows are judged: by id or by group.
import { HarnessError } from '../lib/harness-error.ts';
import { nearestWord } from '../lib/nearest-word.ts';
import { type Row, rowGroups } from './row.ts';

/**
 * @param only ids and groups; empty: all
 * @param skip ids and groups that are left out
 * @throws HarnessError `usage` for a name that is neither, and where nothing is left
 */
export function selectRows(
  rows: readonly Row[],
  only: readonly string[],
  skip: readonly string[],
): readonly Row[] {
  const names = [...Object.keys(rowGroups), ...rows.map(({ id }) => id)];
  for (const name of [...only, ...skip]) {
    if (names.includes(name)) continue;
    const nearest = nearestWord(name, names);
    throw new HarnessError(
      'usage',
      `there is no row or group \`${name}\``,
      nearest ? `Did you mean \`${nearest}\`?` : 'See turntape conform --list',
    );
  }
  const isNamed = ({ id, group }: Row, list: readonly string[]): boolean =>
    list.includes(id) || list.includes(group);
  const chosen = rows.filter(
    (row) => (only.length === 0 || isNamed(row, only)) && !isNamed(row, skip),
  );
  if (chosen.length > 0) return chosen;
  throw new HarnessError('usage', 'no row is left', 'Name other rows with --only and --skip');
}
