// The page as markdown, with its charts as files beside it.

import { renderPage } from '../page/render-page.ts';
import type { ReportFormat } from './report-format.ts';
import { withoutHtml } from './without-html.ts';

/** A file has no page to take its colours from. */
const style = [
  ...['svg{color:#1c2024;background:#fff}'],
  ...['@media(prefers-color-scheme:dark){svg{color:#e2e6ea;background:#14171a}}'],
].join('');

function onItsOwn(svg: string): string {
  return svg.replace(/>/, () => `><style>${style}</style>`);
}

export const markdownFormat: ReportFormat = {
  description: 'page with charts',
  target: 'page',
  render: ({ view, charts, gates, appendix }) => [
    ...charts.map(({ file, svg }) => ({ name: file, text: `${onItsOwn(svg)}\n` })),
    {
      name: 'report.md',
      text: `${withoutHtml(renderPage(view, charts, gates, appendix))}${appendix}`,
    },
  ],
};
