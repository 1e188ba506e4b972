// Where the page reads from: the server that it came from, or the data inside an exported file.
import { filterConversations } from '../src/recordings/conversation-filter.ts';
import type { ListedConversation } from '../src/recordings/list-conversations.ts';
import type { ApiError, ExplainedLine } from '../src/view/api.ts';
import { listPathStart, parseListQuery } from '../src/view/api-paths.ts';

export interface Source {
  /** @throws Error whose message can be shown */
  json<Value>(path: string): Promise<Value>;
  /** Explained calls, line by line. */
  lines(path: string, signal: AbortSignal): AsyncGenerator<ExplainedLine>;
  /** Bytes of a body; null: this source has no bodies. */
  bytes(path: string, start: number, end: number): Promise<Uint8Array | null>;
  /** Calls back when something is new. @returns stops */
  watch(onChange: () => void): () => void;
  /** Bodies can be read. */
  readonly hasBodies: boolean;
}

const storedToken = 'turntape-token';

/** From the address, which is then cleared of it; a later tab of this browser finds it stored. */
function takeToken(): string {
  const url = new URL(location.href);
  const given = url.searchParams.get('token');
  if (given === null) return localStorage.getItem(storedToken) ?? '';
  localStorage.setItem(storedToken, given);
  url.searchParams.delete('token');
  history.replaceState(null, '', url);
  return given;
}

async function errorOf(response: Response): Promise<Error> {
  if (response.status === 401) {
    return new Error('This address has no token, or an old one: open the one in the terminal.');
  }
  try {
    const { error } = (await response.json()) as ApiError;
    return new Error(error.hint === undefined ? error.message : `${error.message}. ${error.hint}`);
  } catch {
    return new Error(`The server answered ${response.status}.`);
  }
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const parts = (rest + value).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest !== '') yield rest;
}

/** After a connection was lost: the server may be starting again. */
const againMs = 2_000;

export function createServerSource(): Source {
  const token = takeToken();
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(path, {
        ...init,
        headers: { ...init.headers, 'x-turntape-token': token },
      });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new Error('The server does not answer: is turntape view still running?');
    }
    if (!response.ok) throw await errorOf(response);
    return response;
  };
  return {
    hasBodies: true,
    json: async (path) => (await ask(path)).json(),
    async *lines(path, signal) {
      const response = await ask(path, { signal });
      for await (const line of linesOf(response)) yield JSON.parse(line) as ExplainedLine;
    },
    async bytes(path, start, end) {
      const headers = { range: `bytes=${start}-${Math.max(start, end - 1)}` };
      return new Uint8Array(await (await ask(path, { headers })).arrayBuffer());
    },
    watch(onChange) {
      const stop = new AbortController();
      void follow(ask, stop.signal, onChange);
      return () => stop.abort();
    },
  };
}

/** Reads the events; begins again where the connection is lost. */
async function follow(
  ask: (path: string, init: RequestInit) => Promise<Response>,
  signal: AbortSignal,
  onChange: () => void,
): Promise<void> {
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    try {
      const response = await ask('/api/events', { signal });
      if (!isFirst) onChange();
      for await (const line of linesOf(response)) if (line === 'event: change') onChange();
    } catch {
      // Said by what the page reads next; here it is only tried again.
    }
    await new Promise((resolve) => setTimeout(resolve, againMs));
  }
}

/** What an exported file holds: answers by path. */
export interface EmbeddedData {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly lines: Readonly<Record<string, readonly ExplainedLine[]>>;
}

export function createEmbeddedSource({ answers, lines }: EmbeddedData): Source {
  return {
    hasBodies: false,
    json<Value>(path: string): Promise<Value> {
      if (path.startsWith(listPathStart)) {
        const { sessions } = answers['/api/sessions'] as { sessions: ListedConversation[] };
        const { filter, limit } = parseListQuery(
          new URLSearchParams(path.slice(listPathStart.length)),
        );
        return Promise.resolve(filterConversations(sessions, filter, limit) as Value);
      }
      if (!Object.hasOwn(answers, path)) {
        return Promise.reject(new Error('This file does not hold that; the database does.'));
      }
      return Promise.resolve(answers[path] as Value);
    },
    async *lines(path) {
      yield* lines[path] ?? [];
    },
    bytes: () => Promise.resolve(null),
    watch: () => () => {},
  };
}
