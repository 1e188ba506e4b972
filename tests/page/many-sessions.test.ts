// A list that is longer than what is drawn at a time.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordShortSessions } from '../../bench/recorded-session.ts';
import { openBrowser, openPage } from './browser.ts';
import { servePage } from './serve-page.ts';

test('older sessions are asked for, and a search finds those that are not shown', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-many-'));
  const database = join(folder, 'private', 'many.db');
  await recordShortSessions(database, 130);
  const server = await servePage(database);
  const browser = await openBrowser();
  try {
    const { page, assertCalm } = await openPage(browser, new URL(server.url).origin);
    await page.goto(server.url);
    const lines = page.locator('.sessions > li');
    await page.getByText(/^130 conversations,/).waitFor();
    expect(await lines.count()).toBe(100);
    await page.getByLabel('Search').fill('s_short_7');
    await page.getByRole('link', { name: /^Question 7 / }).waitFor();
    await page.getByLabel('Search').fill('');
    await page.getByRole('button', { name: 'Show 30 of 30 older ones' }).click();
    await lines.nth(129).waitFor();
    assertCalm();
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true });
  }
});
