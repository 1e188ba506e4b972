// The report formats, by the value of `--format`.

import { htmlFormat } from './html.ts';
import { jsonFormat } from './json.ts';
import { junitFormat } from './junit.ts';
import { markdownFormat } from './markdown.ts';
import type { ReportFormat } from './report-format.ts';

/** The first one is the default. */
export const reportFormats = {
  markdown: markdownFormat,
  html: htmlFormat,
  json: jsonFormat,
  junit: junitFormat,
} as const satisfies Readonly<Record<string, ReportFormat>>;

export type ReportFormatName = keyof typeof reportFormats;
