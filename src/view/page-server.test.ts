import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ListedConversation } from '../recordings/list-conversations.ts';
import { openDatabase } from '../store/open-database.ts';
import {
  end,
  exchangeStart,
  head,
  recordDirectly,
  session,
  temporaryDatabasePath,
} from '../store/store.test-support.ts';
import type { ExplainedLine } from './api.ts';
import { type PageServer, startPageServer } from './page-server.ts';

const token = 'a-token';
const hostile = '<script>alert(1)</script>\u001b[31m\u202e</script><!--';
const path = temporaryDatabasePath();
const bodies = ['first', 'second'].map((words, index) =>
  JSON.stringify({
    model: 'claude-opus-4-5',
    system: `${words} ${hostile} ${'prompt '.repeat(3000)}`,
    messages: [{ role: 'user', content: `${hostile} ${index}` }],
  }),
);
let server: PageServer;
let base: string;

function record(): void {
  const database = openDatabase(path, { mode: 'write' });
  const sink = recordDirectly(database);
  for (const [index, body] of bodies.entries()) {
    const id = `x_${index}`;
    sink.begin({ ...exchangeStart(id, body), startedAtMs: Date.UTC(2026, 0, 1) + 1000 * index });
    sink.responseHead(id, head);
    const usage = { input_tokens: 3000, cache_read_input_tokens: 0, output_tokens: 1 };
    sink.chunk(id, new TextEncoder().encode(`data: ${JSON.stringify({ usage })}\n\n`), 7);
    sink.end(id, end);
  }
  sink.close();
  database.close();
}

beforeAll(async () => {
  record();
  server = await startPageServer({
    ...{ listen: { host: '127.0.0.1', port: 0 }, token, database: path, version: '0', opens: null },
    files: { script: 'script', style: 'style' },
    onDefect: (error) => {
      throw error;
    },
  });
  base = new URL(server.url).origin;
});
afterAll(() => server.close());

function get(
  target: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Response> {
  return fetch(`${base}${target}`, { method, headers: { 'x-turntape-token': token, ...headers } });
}

/** With headers that `fetch` does not let a program set. */
function getAs(target: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest(`${base}${target}`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

const apiPaths = [
  '/api/about',
  '/api/sessions',
  '/api/sessions/s_one',
  '/api/sessions/s_one/explained',
  '/api/calls/x_1',
  '/api/calls/x_1/diff?with=x_0',
  '/api/calls/x_1/request',
  '/api/calls/x_1/response?as=sent',
  '/api/runs',
];

describe('who is admitted', () => {
  test('the address that is printed holds the token', () => {
    expect(new URL(server.url).searchParams.get('token')).toBe(token);
  });
  test.each([...apiPaths, '/api/events', '/api/nothing'])(
    '%s asks for the token',
    async (target) => {
      expect((await fetch(`${base}${target}`)).status).toBe(401);
      expect((await get(target, { 'x-turntape-token': 'another' })).status).toBe(401);
    },
  );
  test.each(['/', '/page.js', '/api/sessions'])(
    '%s is not for a foreign Host or Origin',
    async (target) => {
      const own = { 'x-turntape-token': token };
      expect(await getAs(target, { ...own, host: 'evil.example' })).toBe(403);
      expect(await getAs(target, { ...own, origin: 'http://evil.example' })).toBe(403);
      expect(await getAs(target, { ...own, origin: 'null' })).toBe(403);
      expect(await getAs(target, { ...own, origin: base })).toBe(200);
    },
  );
  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused', async (method) => {
    expect((await get('/api/sessions', {}, method)).status).toBe(405);
  });
});

describe('what a browser is told', () => {
  test.each(['/', '/page.js', '/nothing', '/api/nothing', ...apiPaths])('%s', async (target) => {
    const { headers } = await get(target);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
  test('recorded content is never in a type that a browser shows as a page', async () => {
    for (const target of apiPaths) {
      const answer = await get(target);
      expect(answer.headers.get('content-type')).toMatch(
        /^application\/(json|x-ndjson|octet-stream)/,
      );
      if (/octet-stream/.test(answer.headers.get('content-type') ?? '')) {
        expect(answer.headers.get('content-disposition')).toBe('attachment');
      }
    }
    expect(await (await get('/')).text()).not.toContain('alert(1)');
  });
});

describe('what is answered', () => {
  test('sessions, as they are listed', async () => {
    const { sessions } = (await (await get('/api/sessions')).json()) as {
      sessions: ListedConversation[];
    };
    expect(sessions).toMatchObject([{ id: session.id, calls: 2, cached_share: 0 }]);
  });
  test('calls as they are explained, to the byte', async () => {
    const text = await (await get('/api/sessions/s_one/explained')).text();
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ExplainedLine);
    expect(lines.map(({ type }) => type)).toEqual(['call', 'call', 'done']);
    const [, second] = lines;
    const broken =
      second?.type === 'call' ? second.explained.breaks.find(({ byte }) => byte) : null;
    expect(broken).toMatchObject({ cause: 'instructions-changed', pointer: '/system' });
    expect(bodies[1]?.slice(broken?.byte ?? 0)).toMatch(/^second/);
  });
  test('a call beside the one before: both at the byte, and what became of items', async () => {
    const byte = bodies[1]?.indexOf('second') ?? 0;
    const answer = await get(`/api/calls/x_1/diff?with=x_0&byte=${byte}&pointer=/system`);
    expect(await answer.json()).toMatchObject({
      place: {
        before: { after: expect.stringMatching(/^first/) },
        now: { after: expect.stringMatching(/^second/) },
      },
      items: [{ state: 'changed' }, { state: 'changed' }],
    });
  });
  test('any range of a body is that part of it', async () => {
    const body = Buffer.from(bodies[0] ?? '');
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length + 10), fc.nat(500), async (start, length) => {
        const range = `bytes=${start}-${start + length}`;
        const answer = await get('/api/calls/x_0/request', { range });
        if (start >= body.length) {
          expect(answer.status).toBe(416);
          return;
        }
        expect(answer.status).toBe(206);
        const got = Buffer.from(await answer.arrayBuffer());
        expect(got).toEqual(body.subarray(start, start + length + 1));
      }),
      { numRuns: 40 },
    );
  });
  test.each([
    ['/api/sessions/s_other', /no session s_other/],
    ['/api/runs/other', /no run other/],
    ['/api/calls/x_other', /no exchange x_other/],
    ['/api/calls/x_1/diff?with=x_other', /no exchange x_other/],
    ['/api/other', /not a path/],
    ['/other', /the page is at \//],
  ])('%s is not there, in one line', async (target, message) => {
    const answer = await get(target);
    expect(answer.status).toBe(404);
    const { error } = (await answer.json()) as { error: { message: string } };
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
  });
  test('a session that is not there fails inside its stream', async () => {
    const text = await (await get('/api/sessions/s_other/explained')).text();
    expect(JSON.parse(text)).toMatchObject({ type: 'failed', message: /no session/ });
  });
});

test('nothing that is asked for changes the database', async () => {
  const before = readFileSync(path);
  for (const target of apiPaths) await (await get(target)).arrayBuffer();
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a change of the database is told to those who wait for one', async () => {
  const answer = await get('/api/events');
  const reader = (answer.body ?? new ReadableStream())
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let heard = (await reader.read()).value ?? '';
  expect(heard).not.toContain('change');
  const database = openDatabase(path, { mode: 'write' });
  const sink = recordDirectly(database);
  sink.begin(exchangeStart('x_new', bodies[0] ?? ''));
  sink.close();
  database.close();
  while (!heard.includes('event: change')) heard += (await reader.read()).value ?? '';
  await reader.cancel();
});
