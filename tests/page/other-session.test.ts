// A session that begins where another one was: its cause leads to that one's call.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/store/open-database.ts';
import { end, recordDirectly } from '../../src/store/store.test-support.ts';
import { openBrowser, openPage } from './browser.ts';
import { descriptor } from './demo-database.ts';
import { servePage } from './serve-page.ts';

const recording = join(import.meta.dirname, '../../recordings/codex-tool-loop');

test('a call that continues one of another session is shown beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-other-'));
  const path = join(folder, 'private', 'a.db');
  const database = openDatabase(path, { mode: 'write' });
  const sink = recordDirectly(database);
  // One conversation of the real client, whose second half has another session's name.
  for (const [id, call] of Object.entries({ s_first: '02', s_second: '03' })) {
    sink.begin({
      ...{ id: `x_${id}`, session: descriptor(id), method: 'POST', target: '/v1/responses' },
      ...{ headers: [['content-type', 'application/json']], linkedTo: null },
      body: readFileSync(join(recording, `${call}.request.json`)),
      startedAtMs: Date.UTC(2026, 10, 20, 0, Number(call)),
    });
    sink.responseHead(`x_${id}`, {
      ...{ status: 200, statusText: 'OK', elapsedMs: 5 },
      headers: [['content-type', 'text/event-stream']],
    });
    sink.chunk(`x_${id}`, readFileSync(join(recording, `${call}.response.sse`)), 9);
    sink.end(`x_${id}`, end);
  }
  sink.close();
  database.close();
  const server = await servePage(path);
  const browser = await openBrowser();
  try {
    const { page, assertCalm } = await openPage(browser, new URL(server.url).origin);
    await page.goto(`${server.url}#/session/s_second`);
    await page.getByRole('button', { name: /^call 0,/ }).click();
    await page.getByText(/^It continues call 0 of s_first/).waitFor();
    await page.getByRole('link', { name: 'Open the call' }).click();
    const beside = page.getByRole('link', { name: 'call 0 of s_first' });
    await beside.waitFor();
    await page.locator('.change').filter({ hasText: 'function_call_output' }).first().waitFor();
    await beside.click();
    await page.getByText(/^Request: \d+ items/).waitFor();
    expect(new URL(page.url()).hash).toContain('#/session/s_first/call/');
    assertCalm();
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true });
  }
});
