// The JSON API of the page: every path, what it reads, what it answers. Nothing is written.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Database } from 'better-sqlite3';
import { causes } from '../explain/cause.ts';
import { readCallBody, readCallDiff, readCallPage } from '../recordings/call-page.ts';
import { findConversations } from '../recordings/find-conversations.ts';
import type { ListMemory } from '../recordings/list-conversations.ts';
import { readSessionMap } from '../recordings/session-map.ts';
import { readDatabase } from '../store/read-database.ts';
import type { About, ExplainedLine } from './api.ts';
import { parseListQuery } from './api-paths.ts';
import { parseRange } from './body-range.ts';
import type { ExplainReply } from './explain-worker.ts';
import type { ExplainedSessions } from './explained-sessions.ts';
import { beginStream, respond, respondError, respondJson, writeOn } from './respond.ts';
import { listRuns, readRunPage } from './run-list.ts';
import type { DatabaseWatch } from './watch-database.ts';

/** Runs that the page lists: the newest. */
const runsMax = 200;

export interface ApiContext {
  /** Path of the database. */
  readonly database: string;
  readonly version: string;
  readonly opens: About['opens'];
  readonly explained: ExplainedSessions;
  readonly watch: DatabaseWatch;
  readonly memory: ListMemory;
}

interface Asked {
  /** What the path names, decoded. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

type Handler = (asked: Asked, context: ApiContext) => Promise<void> | void;

const routes: readonly (readonly [path: RegExp, handler: Handler])[] = [
  [/^\/api\/about$/, sendAbout],
  [/^\/api\/events$/, sendEvents],
  [/^\/api\/sessions$/, sendSessions],
  [/^\/api\/sessions\/([^/]+)$/, sendSession],
  [/^\/api\/sessions\/([^/]+)\/explained$/, sendExplained],
  [/^\/api\/runs$/, sendRuns],
  [/^\/api\/runs\/([^/]+)$/, sendRun],
  [/^\/api\/runs\/[^/]+\/trials\/([^/]+)\/explained$/, sendExplainedTrial],
  [/^\/api\/calls\/([^/]+)$/, sendCall],
  [/^\/api\/calls\/([^/]+)\/diff$/, sendDiff],
  [/^\/api\/calls\/([^/]+)\/request$/, (asked, context) => sendBody('request', asked, context)],
  [/^\/api\/calls\/([^/]+)\/response$/, (asked, context) => sendBody('response', asked, context)],
];

/** @throws HarnessError for what is not there */
export async function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  context: ApiContext,
): Promise<void> {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://page');
  for (const [path, handler] of routes) {
    const match = path.exec(pathname);
    if (match === null) continue;
    await handler({ id: decode(match[1] ?? ''), query, request, response }, context);
    return;
  }
  respondError(response, 404, `${pathname.slice(0, 100)} is not a path of this API`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** One connection a request: between two of them the file may be closed or replaced. */
function read<Result>(
  { database }: ApiContext,
  use: (database: Database) => Result | Promise<Result>,
): Promise<Result> {
  return readDatabase(database, use);
}

function sendAbout({ response }: Asked, { version, database, opens }: ApiContext): void {
  const about: About = {
    ...{ version, database, opens, causes },
    ...{ is_pseudonymised: false, is_live: true },
  };
  respondJson(response, about);
}

/** Server-sent events: `change` whenever the database has changed. */
async function sendEvents({ request, response }: Asked, { watch }: ApiContext): Promise<void> {
  beginStream(response, 'text/event-stream');
  await writeOn(response, ': open\n\n');
  const stop = watch.subscribe(() => void response.write('event: change\ndata: {}\n\n'));
  await new Promise((resolve) => request.once('close', resolve));
  stop();
}

async function sendSessions({ query, response }: Asked, context: ApiContext): Promise<void> {
  const { filter, limit } = parseListQuery(query);
  respondJson(
    response,
    await read(context, (database) => findConversations(database, filter, limit, context.memory)),
  );
}

async function sendSession({ id, response }: Asked, context: ApiContext): Promise<void> {
  const map = await read(context, (database) => readSessionMap(database, id, context.memory));
  if (map === undefined) respondError(response, 404, `there is no session ${id}`);
  else respondJson(response, map);
}

async function sendRuns({ response }: Asked, context: ApiContext): Promise<void> {
  const runs = await read(context, (database) => listRuns(database, runsMax));
  respondJson(response, { runs });
}

async function sendRun({ id, response }: Asked, context: ApiContext): Promise<void> {
  respondJson(response, await read(context, (database) => readRunPage(database, id)));
}

function sendExplainedTrial({ id, request, response }: Asked, context: ApiContext): Promise<void> {
  const [, , , run = ''] = new URL(request.url ?? '/', 'http://page').pathname.split('/');
  return sendLines(response, context.explained.explain({ run: decode(run), trial: id }));
}

function sendExplained({ id, response }: Asked, { explained }: ApiContext): Promise<void> {
  return sendLines(response, explained.explain({ session: id }));
}

async function sendLines(
  response: ServerResponse,
  replies: AsyncGenerator<ExplainReply>,
): Promise<void> {
  beginStream(response, 'application/x-ndjson; charset=utf-8');
  const write = (line: ExplainedLine): Promise<void> =>
    writeOn(response, `${JSON.stringify(line)}\n`);
  try {
    for await (const reply of replies) {
      if (response.destroyed) return;
      if (reply.type === 'step') await write({ type: 'call', id: reply.id, ...reply.step });
      else if (reply.type === 'done') await write({ type: 'done', summary: reply.summary });
      else if (reply.type === 'reset') await write({ type: 'reset' });
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await write({ type: 'failed', message });
  }
  response.end();
}

async function sendCall({ id, response }: Asked, context: ApiContext): Promise<void> {
  respondJson(response, await read(context, (database) => readCallPage(database, id)));
}

async function sendDiff({ id, query, response }: Asked, context: ApiContext): Promise<void> {
  const before = query.get('with') ?? '';
  const byte = Number(query.get('byte') ?? Number.NaN);
  const place =
    Number.isSafeInteger(byte) && byte >= 0 ? { byte, pointer: query.get('pointer') } : null;
  respondJson(
    response,
    await read(context, (database) => readCallDiff(database, before, id, place)),
  );
}

/** Bytes, never anything that a browser would show by itself. */
async function sendBody(
  part: 'request' | 'response',
  { id, query, request, response }: Asked,
  context: ApiContext,
): Promise<void> {
  const isSent = query.get('as') === 'sent';
  const body = await read(context, (database) => readCallBody(database, id, part, !isSent));
  const range = parseRange(request.headers.range, body.length);
  const type = 'application/octet-stream';
  if (range === null) {
    respond(response, 416, type, '', { 'content-range': `bytes */${body.length}` });
    return;
  }
  const headers = { 'accept-ranges': 'bytes', 'content-disposition': 'attachment' };
  if (range === undefined) {
    respond(response, 200, type, body, headers);
    return;
  }
  const { start, end } = range;
  respond(response, 206, type, body.subarray(start, end), {
    ...headers,
    'content-range': `bytes ${start}-${end - 1}/${body.length}`,
  });
}
