// The page as one HTML file that needs nothing else: the markdown page, with its charts inside.
// Reads the markdown that this room writes, not markdown at large.

import { escapeXml } from '../../lib/escape-xml.ts';
import { renderPage } from '../page/render-page.ts';
import type { ReportFormat } from './report-format.ts';

const style = `
body{font:15px/1.5 system-ui,sans-serif;max-width:1100px;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;margin:1rem 0;display:block;overflow-x:auto;font-size:13px}
th,td{border:1px solid #d0d0d0;padding:.25rem .5rem;text-align:left;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
code,pre{font:13px ui-monospace,monospace;background:#f3f3f3}
pre{padding:.75rem;overflow-x:auto}
blockquote{border-left:4px solid #c60;margin:1rem 0;padding:.1rem 1rem}
svg{max-width:100%;height:auto}`;

/** Code, bold, and nothing else; what is in code is left alone. */
function inline(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.length > 1 && part.startsWith('`') && part.endsWith('`')
        ? `<code>${escapeXml(part.slice(1, -1))}</code>`
        : escapeXml(part),
    )
    .join('')
    .replaceAll(/\*\*(.+?)\*\*/g, '<strong>$1</strong>');
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
    return `<h${depth}>${inline(heading[2] ?? '')}</h${depth}>`;
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
<meta name="viewport" content="width=device-width">
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
  isPage: true,
  render: ({ view, charts, gates, appendix }) => {
    const page = `${renderPage(view, charts, gates)}${appendix}`;
    const drawn = new Map(charts.map(({ file, svg }) => [file, svg]));
    return { files: [{ name: 'report.html', text: renderHtml(page, drawn) }], stdout: null };
  },
};
