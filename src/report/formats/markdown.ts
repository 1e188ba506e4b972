// The page as markdown, with its charts as files beside it.

import { renderPage } from '../page/render-page.ts';
import type { ReportFormat } from './report-format.ts';
import { withoutHtml } from './without-html.ts';

export const markdownFormat: ReportFormat = {
  description: 'page with charts',
  isPage: true,
  render: ({ view, charts, gates, appendix }) => ({
    files: [
      ...charts.map(({ file, svg }) => ({ name: file, text: `${svg}\n` })),
      { name: 'report.md', text: `${withoutHtml(renderPage(view, charts, gates))}${appendix}` },
    ],
    stdout: null,
  }),
};
