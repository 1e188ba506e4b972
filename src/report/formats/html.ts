// The page as one HTML file that needs nothing else: the markdown page, with its charts inside.
// Reads the markdown that this room writes, not markdown at large.

import { escapeXml } from '../../lib/escape-xml.ts';
import { anchorOf } from '../page/markdown.ts';
import { renderPage } from '../page/render-page.ts';
import type { ReportFormat } from './report-format.ts';

/** Light and dark, from a phone to a screen: what is too wide scrolls by itself. */
const style = `
:root{color-scheme:light dark}
:root{--ink:#1c2024;--ground:#fff;--faint:#f2f4f6;--line:#d0d5da;--link:#0b57a4;--warn:#b45309}
@media(prefers-color-scheme:dark){
:root{--ink:#e2e6ea;--ground:#14171a;--faint:#20252a;--line:#3a4148;--link:#7db7f5;--warn:#f0a04b}
}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem}
body{margin:1.5rem auto;padding:0 1rem}
body{color:var(--ink);background:var(--ground);overflow-wrap:break-word}
h1{font-size:1.5rem;line-height:1.25}
h2{font-size:1.2rem;margin-top:2rem;border-top:1px solid var(--line);padding-top:1rem}h3{font-size:1rem}
h1+ul{padding:.5rem 1rem .5rem 2rem;background:var(--faint);border-left:4px solid var(--link)}
a{color:var(--link)}
table{border-collapse:collapse;margin:1rem 0;display:block;overflow-x:auto;font-size:.875rem}
th,td{border-bottom:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
code,pre{font:.875em ui-monospace,monospace;background:var(--faint)}
pre{padding:.75rem;overflow-x:auto}
blockquote{border-left:4px solid var(--warn);margin:1rem 0;padding:.1rem 1rem}
summary{cursor:pointer;padding:.25rem 0}
figure{margin:1rem 0}
svg{display:block;max-width:100%;height:auto}
@media(max-width:30rem){
body{font-size:15px;margin:.5rem auto;padding:0 .75rem}
ul{padding-left:1.25rem}}
@media(min-width:48rem){svg{width:32rem}}
@media print{details{display:block}}`;

/** Code, bold, links inside the page, and nothing else; what is in code is left alone. */
function inline(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.length > 1 && part.startsWith('`') && part.endsWith('`')
        ? `<code>${escapeXml(part.slice(1, -1))}</code>`
        : escapeXml(part),
    )
    .join('')
    .replaceAll(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/\[([^\]]+)\]\((#[^)"]+)\)/g, '<a href="$2">$1</a>');
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function renderTable(lines: readonly string[]): string {
  const [head = '', rule = '', ...rows] = lines;
  const right = cellsOf(rule).map((cell) => cell.endsWith(':'));
  const row = (line: string, tag: 'th' | 'td'): string =>
    `<tr>${cellsOf(line)
      .map((cell, at) => `<${tag}${right[at] ? ' class="n"' : ''}>${inline(cell)}</${tag}>`)
      .join('')}</tr>`;
  return `<table>${row(head, 'th')}${rows.map((line) => row(line, 'td')).join('')}</table>`;
}

function renderBlock(block: string, charts: ReadonlyMap<string, string>): string {
  const lines = block.split('\n');
  const heading = /^(#{1,3}) (.*)$/.exec(block);
  if (heading !== null) {
    const depth = heading[1]?.length ?? 1;
    const text = heading[2] ?? '';
    return `<h${depth} id="${escapeXml(anchorOf(text))}">${inline(text)}</h${depth}>`;
  }
  const chart = /^!\[(.*)\]\((.*)\)$/.exec(block);
  if (chart !== null) {
    return `<figure>${charts.get(chart[2] ?? '') ?? escapeXml(chart[1] ?? '')}</figure>`;
  }
  // Written by `details` of this room, with a plain summary.
  if (lines[0] === '<details>') {
    const summary = /^<summary>(.*)<\/summary>$/.exec(lines[1] ?? '')?.[1] ?? '';
    return `<details><summary>${escapeXml(summary)}</summary>`;
  }
  if (block === '</details>') return block;
  if (block.startsWith('```')) {
    return `<pre>${escapeXml(lines.slice(1, -1).join('\n'))}</pre>`;
  }
  if (block.startsWith('|')) return renderTable(lines);
  if (block.startsWith('- ')) {
    return `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join('')}</ul>`;
  }
  if (block.startsWith('> ')) return `<blockquote>${inline(block.slice(2))}</blockquote>`;
  return `<p>${inline(lines.join(' '))}</p>`;
}

/**
 * @param page markdown as `renderPage` writes it
 * @param charts SVG text by file name
 */
export function renderHtml(page: string, charts: ReadonlyMap<string, string>): string {
  const blocks = page.trim().split(/\n{2,}/);
  const title = (blocks[0] ?? 'turntape').replace(/^# /, '');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeXml(title)}</title>
<style>${style}
</style>
</head>
<body>
${blocks.map((block) => renderBlock(block, charts)).join('\n')}
</body>
</html>
`;
}

export const htmlFormat: ReportFormat = {
  description: 'one HTML file',
  target: 'page',
  render: ({ view, charts, gates, appendix }) => {
    const page = `${renderPage(view, charts, gates, appendix)}${appendix}`;
    const drawn = new Map(charts.map(({ file, svg }) => [file, svg]));
    return [{ name: 'report.html', text: renderHtml(page, drawn) }];
  },
};
