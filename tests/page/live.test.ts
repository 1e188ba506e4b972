// `gateway --view`: calls are on the page while the gateway runs, and the page ends with it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { openBrowser, openPage } from './browser.ts';

const program = join(import.meta.dirname, '../../bin/turntape.js');

test('a call shows while the gateway runs, and nothing is left when it has ended', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-live-'));
  const database = join(folder, 'private', 'a.db');
  const flags = ['--backend', 'sim', '--view', '--json', '--db', database];
  const gateway = spawn(process.execPath, [program, 'gateway', ...flags]);
  const ended = once(gateway, 'exit');
  const lines = createInterface(gateway.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<{ event: string; url: string }> =>
    JSON.parse(String((await lines.next()).value));
  const browser = await openBrowser();
  try {
    const [listening, view] = [await next(), await next()];
    expect([listening.event, view.event]).toEqual(['listening', 'view']);
    const { page, assertCalm } = await openPage(browser, new URL(view.url).origin);
    await page.goto(view.url);
    await page.getByText(/Nothing is recorded yet/).waitFor();
    const request = {
      ...{ model: 'claude-opus-4-5', max_tokens: 100, stream: true },
      messages: [{ role: 'user', content: 'Look at me while it runs' }],
    };
    const send = async (): Promise<void> => {
      const answer = await fetch(`${listening.url}/v1/messages`, {
        method: 'POST',
        body: JSON.stringify(request),
      });
      await answer.text();
    };
    await send();
    await page.getByRole('link', { name: /^Look at me while it runs/ }).click();
    await page.getByRole('button', { name: /^call 0,.*lost to first-turn/ }).waitFor();
    assertCalm();
    gateway.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    await expect(fetch(view.url)).rejects.toThrow();
    expect(existsSync(`${database}-wal`)).toBe(false);
  } finally {
    gateway.kill('SIGKILL');
    await browser.close();
    rmSync(folder, { recursive: true });
  }
});
