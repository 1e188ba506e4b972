// `turntape view` on a session of 400 calls and 2 MB prompts, in the machine's Chromium: when the
// map is there, when it is explained, whether scrolling stutters, and what the processes take. And
// the list of many sessions.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../tests/page/browser.ts';
import { countTasks } from './page-tasks.ts';
import type { BenchPart, BenchResult } from './part.ts';
import { type RecordedClient, recordSession, recordShortSessions } from './recorded-session.ts';
import { type ServerProcess, startTurntape } from './server-process.ts';

const bodyBytes = 2_000_000;
const calls = 400;
const scrolls = 60;
const listed = 10_000;

/** Peak of the processes that a process has started, in megabytes. */
function childPeak(pid: number): number {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    const peaks = children.filter(Boolean).map((child) => {
      const status = readFileSync(`/proc/${child}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
    });
    return Math.max(...peaks);
  } catch {
    return Number.NaN;
  }
}

/** Scrolls from end to end. */
async function scroll(page: Page): Promise<BenchResult> {
  const tasks = await countTasks(page, async () => {
    for (let step = 0; step < scrolls; step++) {
      await page.mouse.wheel(0, 400);
      await page.evaluate('new Promise((done) => requestAnimationFrame(done))');
    }
  });
  return { ...tasks };
}

/** The list of many sessions: when it is there, when a search is, whether it stutters. */
async function lookAtList(server: ServerProcess): Promise<BenchResult> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 850 } });
    const startMs = performance.now();
    await page.goto(server.url);
    await page.locator('.sessions > li').first().waitFor();
    const listMs = Math.round(performance.now() - startMs);
    const scrolled = await scroll(page);
    const searchMs = performance.now();
    await page.getByLabel('Search').fill(`Question ${listed - 1}`);
    await page.getByText(/^1 conversation,/).waitFor({ timeout: 300_000 });
    const firstSearchMs = Math.round(performance.now() - searchMs);
    const againMs = performance.now();
    await page.getByLabel('Search').fill(`Question ${listed - 2}`);
    await page.getByRole('link', { name: new RegExp(`^Question ${listed - 2} `) }).waitFor();
    return {
      ...{ listMs, ...scrolled, firstSearchMs },
      nextSearchMs: Math.round(performance.now() - againMs),
      serverMegabytes: server.peakMegabytes(),
    };
  } finally {
    await browser.close();
  }
}

async function look(server: ServerProcess, session: string): Promise<BenchResult> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 850 } });
    const startMs = performance.now();
    const since = (): number => Math.round(performance.now() - startMs);
    await page.goto(`${server.url}#/session/${session}`);
    await page.locator('.row.call').first().waitFor();
    const mapMs = since();
    const explaining = await countTasks(page, () =>
      page.getByText(/an ideal cache would have held/).waitFor({ timeout: 300_000 }),
    );
    const explainedMs = since();
    const scrolled = await scroll(page);
    const explainMegabytes = childPeak(server.pid);
    const againMs = performance.now();
    await page.goto('about:blank');
    await page.goto(`${server.url}#/session/${session}`);
    await page.getByText(/an ideal cache would have held/).waitFor({ timeout: 300_000 });
    const explainedAgainMs = Math.round(performance.now() - againMs);
    await page.locator('.row.call').first().click();
    await page.getByRole('link', { name: 'Open the call' }).click();
    const callMs = performance.now();
    await page.getByRole('link', { name: 'Items' }).click();
    await page.locator('.items, .window-list').first().waitFor();
    return {
      ...{ mapMs, explainedMs, explainedAgainMs, ...scrolled },
      whileExplaining: { ...explaining },
      callItemsMs: Math.round(performance.now() - callMs),
      serverMegabytes: server.peakMegabytes(),
      explainMegabytes,
    };
  } finally {
    await browser.close();
  }
}

export const pagePart: BenchPart = {
  description:
    '`view` on a session of 400 calls and 2 MB prompts, and on 10,000 sessions, in a browser',
  async run(note) {
    const folder = mkdtempSync(join(tmpdir(), 'turntape-bench-'));
    try {
      const results: Record<string, BenchResult> = {};
      for (const client of ['codex', 'claude'] satisfies RecordedClient[]) {
        note(client);
        const database = join(folder, 'private', `${client}.db`);
        await recordSession(database, client, bodyBytes, calls);
        const server = await startTurntape('view', '--db', database);
        try {
          results[client] = await look(server, `s_${client}`);
        } finally {
          await server.stop();
        }
      }
      note(`${listed} sessions`);
      const many = join(folder, 'private', 'many.db');
      await recordShortSessions(many, listed);
      const server = await startTurntape('view', '--db', many);
      try {
        results['list'] = await lookAtList(server);
      } finally {
        await server.stop();
      }
      return results;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
