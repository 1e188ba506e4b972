// The card as markdown: for a comment on a pull request or a page.
import type { CardDocument, CardRow } from '../card-document.ts';
import { rowGroups } from '../row.ts';
import { summarise } from './summary.ts';

const words: Readonly<Record<CardRow['verdict'], string>> = {
  pass: 'pass',
  fail: '**fail**',
  'not-applicable': 'n/a',
  'not-played': 'not played',
  invalid: 'invalid',
};

/** What a gateway says is text: no table cell, tag or link of its making. */
export function cell(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_[\]<>|]/g, (mark) => (mark === '<' ? '&lt;' : `\\${mark}`));
}

/** A block of text that no text inside can end. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

const verdictOf = ({ verdict, known }: CardRow): string =>
  verdict === 'fail' && known ? 'known' : words[verdict];

function groupTable(rows: readonly CardRow[], group: CardRow['group']): string[] {
  const own = rows.filter((row) => row.group === group);
  if (own.length === 0) return [];
  return [
    `| ${rowGroups[group]} | verdict | |`,
    '| --- | --- | --- |',
    ...own.map((row) => {
      const said = row.verdict === 'fail' ? ` ${cell(row.detail ?? '')}` : '';
      return `| ${cell(row.title)} (\`${row.id}\`) | ${verdictOf(row)} |${said} |`;
    }),
    '',
  ];
}

function failureSection({ id, title, matters, fix, sources, failures, severity }: CardRow): string {
  const [first] = failures;
  const links = sources.map((source) => {
    const [address = ''] = /https:\/\/\S+$/.exec(source) ?? [];
    const words = cell(source.slice(0, source.length - address.length));
    return address === '' ? words : `${words}<${address}>`;
  });
  return [
    `### ${cell(title)}`,
    `\`${id}\`, ${severity}. ${cell(matters)} To fix it: ${cell(fix)}`,
    `Seen in: ${links.join(', ')}.`,
    ...(first === undefined
      ? []
      : [`In the play \`${first.play}\`, ${cell(first.label)}: ${cell(first.detail)}`]),
    ...(first?.request == null ? [] : [fenced(first.request)]),
  ].join('\n\n');
}

export function renderCardMarkdown(document: CardDocument): string {
  const { gateway, rows, turntape, date, model, service } = document;
  const failed = rows.filter(({ verdict }) => verdict === 'fail');
  const about = `turntape ${turntape}, ${date}, model ${cell(model)}`;
  const upstream = `the upstream is simulated, with the refusals of ${service}`;
  return [
    `## turntape conform: ${cell(gateway)}`,
    '',
    `${cell(summarise(document))}. ${about}; ${upstream}.`,
    '',
    ...Object.keys(rowGroups).flatMap((group) => groupTable(rows, group as CardRow['group'])),
    ...failed.flatMap((row) => [failureSection(row), '']),
  ].join('\n');
}
