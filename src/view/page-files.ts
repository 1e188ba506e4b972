// The page's own files: its document, script and style. In the package they were bundled when it
// was built; a clone bundles them when the page is first asked for.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HarnessError } from '../lib/harness-error.ts';

export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

/** Beside this folder in the package; the sources in a clone. */
const bundled = join(import.meta.dirname, '../page');
/** Far above the bundle, which is some 60 kB. */
const bundleBytesMax = 16 * 1024 * 1024;
const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** @throws HarnessError `configuration` where a clone has no bundler */
export async function loadPageFiles(): Promise<PageFiles> {
  if (existsSync(join(bundled, 'page.js'))) {
    const read = (name: string): string => readFileSync(join(bundled, name), 'utf8');
    return { script: read('page.js'), style: read('page.css') };
  }
  try {
    // In another process: the bundler's memory would stay with this one.
    const bundler = join(root, 'tools/package/bundle-page.js');
    const { stdout } = await run(process.execPath, [bundler], { maxBuffer: bundleBytesMax });
    return JSON.parse(stdout) as PageFiles;
  } catch (error) {
    throw new HarnessError(
      'configuration',
      'the page of this clone cannot be bundled',
      'Run npm ci, which installs what it is bundled with',
      error,
    );
  }
}

const language = 'en';

/**
 * The document around the page. Nothing recorded is in it as HTML.
 * @param head tags that name, or hold, script and style
 * @param body tags after the page's own element
 */
export function renderDocument(head: string, body: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>turntape</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
<noscript>
This page needs JavaScript. On the terminal: turntape sessions, turntape explain.
</noscript>
<div id="page"></div>
${body}
</body>
</html>
`;
}
