// A real browser on the page: the machine's Chromium, watched for everything that must not happen.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** @throws Error that says what to install */
function findChromium(): string {
  const given = process.env['TURNTAPE_CHROMIUM'];
  if (given !== undefined) return given;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of names) if (existsSync(join(folder, name))) return join(folder, name);
  }
  throw new Error('no Chromium: apt-get install chromium, or name one in TURNTAPE_CHROMIUM');
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    // Chromium has no sandbox for root, which is who a container runs as.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

export interface Watched {
  readonly page: Page;
  /** Fails if anything happened that must not. */
  assertCalm(): void;
  close(): Promise<void>;
}

type Look = Parameters<Browser['newContext']>[0];

/** A page in which every foreign request, script error, dialog and refused policy is noted. */
export async function openPage(
  browser: Browser,
  origin: string,
  look: Look = {},
): Promise<Watched> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: 1200, height: 850 },
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    ...look,
  });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) {
      wrong.push(`asked for ${request.url()}`);
    }
  });
  page.on('pageerror', (error) => wrong.push(`error ${error.message}`));
  page.on('dialog', (dialog) => {
    wrong.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error') wrong.push(`console ${message.text()}`);
  });
  return {
    page,
    assertCalm: () => expect(wrong).toEqual([]),
    close: () => context.close(),
  };
}
