// The page in a real browser, over recorded sessions whose causes are known.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../../src/backends/o200k-tokenizer.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { explainSession } from '../../src/explain/explain-session.ts';
import { defaultCacheModelParameters } from '../../src/profiles/cache-model-parameters.ts';
import { readScopeCalls } from '../../src/recordings/session-calls.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { end, recordDirectly } from '../../src/store/store.test-support.ts';
import type { PageServer } from '../../src/view/page-server.ts';
import { openBrowser, openPage, type Watched } from './browser.ts';
import {
  demoExchangeId,
  descriptor,
  hostileTexts,
  makeDemoDatabase,
  quietTerminal,
  recordDemoSession,
  saveDemoRun,
} from './demo-database.ts';
import { servePage } from './serve-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'turntape-page-'));
const database = join(folder, 'private', 'demo.db');
let server: PageServer;
let browser: Browser;

beforeAll(async () => {
  await makeDemoDatabase(database);
  await saveDemoRun(database);
  server = await servePage(database);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

const origin = (): string => new URL(server.url).origin;
const address = (hash: string): string => `${server.url}${hash}`;

async function open(hash: string, look: Parameters<typeof openPage>[2] = {}): Promise<Watched> {
  const watched = await openPage(browser, origin(), look);
  await watched.page.goto(address(hash));
  await watched.page.locator('h1').waitFor();
  return watched;
}

/** What `explain` says of a session's calls. */
async function explain(session: string) {
  const opened = openDatabase(database, { mode: 'read' });
  try {
    return explainSession(readScopeCalls(opened, session), {
      tokenizer: await loadO200kTokenizer(),
      parameters: defaultCacheModelParameters,
      rules: 'profile',
    });
  } finally {
    opened.close();
  }
}

test('from a hit rate of 0 to the byte of its cause in three clicks', async () => {
  const { page, assertCalm, close } = await open('');
  await page.getByRole('link', { name: /My hit rate is 0/ }).click();
  await page.getByRole('button', { name: /^call 1,.*instructions-changed/ }).click();
  const place = page.getByRole('link', { name: /\/instructions.* at byte/ });
  const [, second] = await explain('s_billing');
  const known = second?.breaks.find(({ cause }) => cause === 'instructions-changed');
  expect(await place.textContent()).toBe(`/instructions at byte ${known?.byte}`);
  await place.click();
  const windows = page.getByRole('region', { name: 'The byte of the break' });
  await windows.locator('mark').nth(1).waitFor();
  const marks = await windows.locator('mark').allTextContents();
  const values = await windows.locator('pre').allTextContents();
  expect(marks).toHaveLength(2);
  expect(marks[0]).not.toBe(marks[1]);
  for (const value of values) expect(value).toContain('x-anthropic-billing-header');
  assertCalm();
  await close();
});

test('the worst cause that can be avoided is one click away', async () => {
  const { page, assertCalm, close } = await open('#/session/s_billing');
  await page.getByText(/^Look first at instructions-changed/).waitFor();
  const [, second] = await explain('s_billing');
  const known = second?.breaks.find(({ cause }) => cause === 'instructions-changed');
  await page.getByRole('link', { name: `call 1, byte ${known?.byte}` }).click();
  const windows = page.getByRole('region', { name: 'The byte of the break' });
  await windows.locator('mark').nth(1).waitFor();
  assertCalm();
  await close();
});

test('the map says of every call what explain says', async () => {
  const { page, assertCalm, close } = await open('#/session/s_parser');
  await page.getByText(/an ideal cache would have held/).waitFor();
  const calls = await explain('s_parser');
  for (const { seq, input_tokens, actual_cached_tokens, breaks } of calls) {
    const lost = breaks.filter(({ tokens_lost }) => tokens_lost > 0).map(({ cause }) => cause);
    const row = page.getByRole('button', { name: new RegExp(`^call ${seq} of the main agent`) });
    const said = (await row.locator('.hidden').textContent()) ?? '';
    expect(said).toContain(`${input_tokens.toLocaleString('en-US')} tokens`);
    expect(said).toContain(`${(actual_cached_tokens ?? 0).toLocaleString('en-US')} cached`);
    for (const cause of lost) expect(said).toContain(`lost to ${cause}`);
  }
  expect(await page.getByText(/nothing sent for 1 h 35 min/).count()).toBe(1);
  expect(await page.locator('.row.turn').allTextContents()).toContain('Run all tests again');
  assertCalm();
  await close();
});

describe('keys', () => {
  test('arrows go from call to call, and the address says which', async () => {
    const { page, assertCalm, close } = await open('#/session/s_billing');
    await page.getByRole('button', { name: /^call 0,/ }).focus();
    // Each call is there before the next key: the keys move from what is shown.
    for (const [call, key] of ['Enter', 'ArrowDown', 'ArrowDown'].entries()) {
      await page.keyboard.press(key);
      await page.getByRole('complementary', { name: `Call ${call}` }).waitFor();
    }
    const [, , third] = await explain('s_billing');
    expect(new URL(page.url()).hash).toContain(`call=${third?.id}`);
    assertCalm();
    await close();
  });

  test('lead from the list to the byte of a cause, without a mouse', async () => {
    const { page, assertCalm, close } = await open('');
    const focused = (): Promise<string> => page.evaluate('document.activeElement.textContent');
    const tabTo = async (wanted: RegExp): Promise<void> => {
      for (let press = 0; press < 40; press++) {
        if (wanted.test(await focused())) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`no tab stop says ${wanted}`);
    };
    await page.locator('.sessions > li').first().waitFor();
    await tabTo(/^My hit rate is 0/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^call 1,.*instructions-changed/ }).waitFor();
    await tabTo(/^call 0, /);
    await page.keyboard.press('ArrowDown');
    await page.getByRole('complementary', { name: 'Call 0' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('complementary', { name: 'Call 1' }).waitFor();
    await tabTo(/^\/instructions at byte/);
    await page.keyboard.press('Enter');
    const windows = page.getByRole('region', { name: 'The byte of the break' });
    await windows.locator('mark').nth(1).waitFor();
    assertCalm();
    await close();
  });

  test('a link opens what its sender saw, and back leads back', async () => {
    const [, , third] = await explain('s_billing');
    const { page, assertCalm, close } = await open(`#/session/s_billing?call=${third?.id}`);
    await page.getByRole('complementary', { name: 'Call 2' }).waitFor();
    await page.getByRole('link', { name: 'Open the call' }).click();
    await page.getByRole('heading', { name: 'Call 2', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Headers' }).click();
    await page.getByText('prompt_cache_key').or(page.getByText('session-id')).first().waitFor();
    await page.goBack();
    await page.goBack();
    await page.getByRole('complementary', { name: 'Call 2' }).waitFor();
    assertCalm();
    await close();
  });
});

test('search and filters find a session, and are in the address', async () => {
  const { page, assertCalm, close } = await open('');
  await page.getByLabel('Search').fill('hit rate');
  await page.getByText(/^1 conversation,/).waitFor();
  expect(await page.locator('.sessions > li').count()).toBe(1);
  expect(new URL(page.url()).hash).toContain('text=hit+rate');
  await page.getByLabel('Search').fill('');
  await page.getByLabel('Client').selectOption('claude');
  await page.locator('.sessions > li').filter({ hasText: 'through a gateway' }).waitFor();
  await page.getByText(/^1 conversation,/).waitFor();
  expect(await page.locator('.sessions > li').count()).toBe(1);
  await page.reload();
  await page.locator('.sessions > li').first().waitFor();
  expect(await page.getByLabel('Client').inputValue()).toBe('claude');
  assertCalm();
  await close();
});

test('a cause as a filter leaves the sessions that lost tokens to it', async () => {
  const { page, assertCalm, close } = await open('#/?cause=tools-reordered');
  await page.getByText(/^1 of \d sessions lost tokens to it/).waitFor();
  const line = page.locator('.sessions > li');
  expect(await line.count()).toBe(1);
  await line.getByText(/tools-reordered 5\.\dk/).waitFor();
  await page.getByLabel('Cache lost to').selectOption('');
  await page.locator('.sessions > li').nth(2).waitFor();
  assertCalm();
  await close();
});

test('both sides of a gateway are side by side', async () => {
  const { page, assertCalm, close } = await open('#/session/s_gateway');
  await page.getByRole('button', { name: /^call 2,/ }).click();
  await page.getByRole('link', { name: 'Other side of the gateway' }).click();
  const client = page.getByRole('region', { name: 'client side' });
  const upstream = page.getByRole('region', { name: 'upstream side' });
  await client.getByText('/messages/0').first().waitFor();
  await upstream.getByText('/input/0').first().waitFor();
  assertCalm();
  await close();
});

test('a run: its answer, its picture, and from a trial to its calls', async () => {
  const { page, assertCalm, close } = await open('#/runs');
  await page.getByRole('link', { name: /bare \/ off \/ on/ }).click();
  await page
    .getByText(/on costs .* than off/)
    .first()
    .waitFor();
  await page.getByRole('link', { name: /plain-tool-loop, on.*\+/ }).waitFor();
  await page.getByRole('link', { name: /plain-tool-loop, bare/ }).click();
  const trials = page.getByRole('region', { name: 'Trials' });
  await page.getByText(/^2 of 6: plain-tool-loop, bare/).waitFor();
  expect(await trials.getByRole('row').count()).toBe(3);
  await trials.getByRole('link').first().click();
  await page.getByText(/^call 3: .* tokens/).click();
  await page.locator('.break').filter({ visible: true }).first().waitFor();
  const arms = page.getByRole('region', { name: 'Call by call in every arm' });
  expect(await arms.getByRole('columnheader').allTextContents()).toEqual(
    expect.arrayContaining(['bare', 'off', 'on']),
  );
  await arms.getByRole('row', { name: /^3 .*%.*%.*%/ }).waitFor();
  assertCalm();
  await close();
});

describe('an exported file', () => {
  const file = join(folder, 'session.html');
  const exportTo = async (...flags: string[]): Promise<string> => {
    const terminal = quietTerminal(folder);
    const words = ['view', 's_billing', '--export', file, '--db', database, ...flags];
    expect(await runCommandLine(words, terminal)).toBe(0);
    return readFileSync(file, 'utf8');
  };

  test('leads to the byte of the cause without a server, every word replaced', async () => {
    const text = await exportTo();
    for (const word of ['hit rate', '/home/dev', 'instructions: '])
      expect(text).not.toContain(word);
    const { page, assertCalm, close } = await openPage(browser, 'null');
    await page.goto(`file://${file}`);
    await page.getByText(/an ideal cache would have held 0.0%/).waitFor();
    await page.getByRole('button', { name: /^call 1,.*instructions-changed/ }).click();
    await page.getByRole('link', { name: /\/instructions.* at byte/ }).click();
    const windows = page.getByRole('region', { name: 'The byte of the break' });
    await windows.locator('mark').nth(1).waitFor();
    const [first, second] = await windows.locator('mark').allTextContents();
    expect(first).not.toBe(second);
    for (const tab of ['Items', 'Timeline', 'Headers', 'Usage and losses']) {
      await page.getByRole('link', { name: tab, exact: true }).click();
    }
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.locator('.sessions > li').first().waitFor();
    assertCalm();
    await close();
  });

  test('holds subagents, and images as other bytes of the same length', async () => {
    const picture = Buffer.from('a picture that nobody else may see '.repeat(400));
    const path = join(folder, 'private', 'pictures.db');
    const opened = openDatabase(path, { mode: 'write' });
    const sink = recordDirectly(opened);
    const withPicture = (request: Record<string, unknown>): void => {
      const url = `data:image/png;base64,${picture.toString('base64')}`;
      const content = [{ type: 'input_image', image_url: url }];
      (request['input'] as unknown[]).splice(2, 0, { type: 'message', role: 'user', content });
    };
    const steps = [{ user: 'Look at this', change: withPicture }, { change: withPicture }];
    const atMs = Date.UTC(2026, 10, 20);
    await recordDemoSession(sink, { descriptor: descriptor('s_look'), atMs, steps });
    const agent = descriptor('s_look_agent', { agentId: 'explorer', parent: 's_look' });
    await recordDemoSession(sink, { descriptor: agent, atMs: atMs + 30_000, steps });
    sink.close();
    opened.close();
    const said: string[] = [];
    const terminal = { ...quietTerminal(folder), note: (line: string) => void said.push(line) };
    const words = ['view', 's_look', '--export', file, '--db', path];
    expect(await runCommandLine(words, terminal)).toBe(0);
    const text = readFileSync(file, 'utf8');
    const size = Math.ceil(Buffer.byteLength(text) / 1000);
    expect(said.at(-1)).toContain(`${size} kB, 4 calls of 2 sessions, every word replaced`);
    expect(text).toContain('data:image/png;base64,');
    expect(text).not.toContain(picture.toString('base64').slice(0, 40));
    const { page, assertCalm, close } = await openPage(browser, 'null');
    await page.goto(`file://${file}`);
    await page.getByText(/an ideal cache would have held/).waitFor();
    await page.getByRole('button', { name: /^call 1 of subagent / }).click();
    await page.getByRole('complementary', { name: 'Call 1' }).waitFor();
    await page.getByRole('link', { name: 'Open the call' }).click();
    await page.getByRole('heading', { name: 'Call 1', level: 1 }).waitFor();
    await page.locator('.changes').waitFor();
    assertCalm();
    await close();
  });

  test('keeps the words when told to', async () => {
    expect(await exportTo('--original')).toContain('My hit rate is 0');
  });
});

describe('hostile content', () => {
  /** What is there once a part of a call is shown. */
  const ready = {
    Items: '.items',
    Timeline: '.timeline',
    Raw: '.body-text pre',
    Headers: 'main table',
    'Usage and losses': 'main table',
    'Beside the call before': '.changes',
  };
  async function lookEverywhere(page: Page): Promise<void> {
    await page.locator('.row.call').last().click();
    await page.getByRole('link', { name: 'Open the call' }).click();
    for (const tab of Object.keys(ready) as (keyof typeof ready)[]) {
      await page.getByRole('link', { name: tab, exact: true }).click();
      await page.locator('.tabs [aria-current]').filter({ hasText: tab }).waitFor();
      await page.locator(ready[tab]).first().waitFor();
      for (const closed of await page.locator('main details > summary').all()) {
        await closed.click();
      }
      expect(await page.title()).toBe('turntape');
    }
  }

  test('stays text in every view', async () => {
    const { page, assertCalm, close } = await open('');
    await page.getByRole('link', { name: /<script>/ }).click();
    await page.getByText(/an ideal cache would have held/).waitFor();
    await lookEverywhere(page);
    const elements = 'document.querySelectorAll("#page script, #page img, #page [onload]").length';
    expect(await page.evaluate(elements)).toBe(0);
    const shown = (await page.locator('body').textContent()) ?? '';
    for (const text of ['\u001b', '\u202e', '\u2066']) expect(shown).not.toContain(text);
    assertCalm();
    await close();
  });

  test('is readable as what it is', async () => {
    const [first] = await explain('s_hostile');
    const { page, assertCalm, close } = await open(`#/session/s_hostile/call/${first?.id}/items`);
    const item = page.locator('.item').filter({ hasText: '/tools/0' });
    await item.locator('summary').click();
    const shown = (await item.locator('pre').textContent()) ?? '';
    expect(shown).toContain(JSON.stringify(hostileTexts[0]).slice(1, -1).slice(0, 20));
    expect(shown).toContain('\\u202e');
    assertCalm();
    await close();
  });

  test('a line of 5 MB is read piece by piece, and scrolls', async () => {
    const last = (await explain('s_hostile')).at(-1);
    const { page, assertCalm, close } = await open(`#/session/s_hostile/call/${last?.id}/raw`);
    await page.locator('pre').first().waitFor();
    expect(((await page.locator('pre').textContent()) ?? '').length).toBeLessThan(100_000);
    await page.getByRole('spinbutton', { name: 'From byte' }).fill('4000000');
    await page.getByRole('spinbutton', { name: 'From byte' }).press('Enter');
    await page.getByText(/^bytes 3,9|^bytes 4,0/).waitFor();
    await page.locator('pre').filter({ hasText: 'long long' }).waitFor();
    assertCalm();
    await close();
  });
});

test('a new call appears while one looks, with its cause', async () => {
  const { page, assertCalm, close } = await open('#/session/s_billing');
  await page.getByRole('button', { name: /^call 5,/ }).waitFor();
  const opened = openDatabase(database, { mode: 'write' });
  const sink = recordDirectly(opened);
  const id = demoExchangeId();
  const request = { model: 'gpt-5.5', instructions: 'Something else.', input: 'hello' };
  sink.begin({
    ...{ id, session: descriptor('s_billing'), method: 'POST', target: '/v1/responses' },
    ...{ headers: [['session-id', 'billing']], linkedTo: null },
    body: new TextEncoder().encode(JSON.stringify(request)),
    startedAtMs: Date.UTC(2026, 10, 20, 14, 10),
  });
  await page
    .getByRole('button', { name: /^call 6,/ })
    .filter({ hasText: 'running' })
    .waitFor();
  const usage = {
    input_tokens: 3000,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 1,
  };
  const event = { type: 'response.completed', response: { usage } };
  sink.responseHead(id, {
    ...{ status: 200, statusText: 'OK', elapsedMs: 5 },
    headers: [['content-type', 'text/event-stream']],
  });
  sink.chunk(id, new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`), 9);
  sink.end(id, { ...end, trailers: [] });
  await page.getByRole('button', { name: /^call 6,.*3,000 tokens.*lost to/ }).waitFor();
  sink.close();
  opened.close();
  assertCalm();
  await close();
});

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeViolation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

const looks = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { colorScheme: 'light', viewport: { width: 390, height: 800 } }],
] as const;

describe.each(looks)('%s', (name, look) => {
  test.each([
    ['sessions', () => '', '.sessions > li'],
    ['session', () => '#/session/s_parser', '.summary'],
    ['panel', (id: string) => `#/session/s_billing?call=${id}`, '.panel .break'],
    ['call', (id: string) => `#/session/s_billing/call/${id}/diff`, '.windows'],
    ['items', (id: string) => `#/session/s_billing/call/${id}/items`, '.items'],
    ['run', () => '#/run/demo', '.finding'],
    ['timeline', (id: string) => `#/session/s_billing/call/${id}/timeline`, '.timeline'],
  ])(
    '%s: nothing keeps people out, nothing is wider than the screen',
    async (view, hash, ready) => {
      const [, , third] = await explain('s_billing');
      const { page, assertCalm, close } = await open(hash(third?.id ?? ''), look);
      await page.locator(ready).first().waitFor();
      const room = (await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )) as number;
      expect(room).toBeLessThanOrEqual(0);
      const shots = process.env['TURNTAPE_SCREENSHOTS'];
      if (shots !== undefined) await page.screenshot({ path: join(shots, `${view}-${name}.png`) });
      assertCalm();
      // Evaluated by the debugger: the page's own policy stays as it is.
      const found = (await page.evaluate(
        `${axe}; axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
      )) as AxeViolation[];
      const serious = found
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
      expect(serious).toEqual([]);
      await close();
    },
  );
});
