import { zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { SessionDescriptor } from '../domain/session.ts';
import type { HeaderList } from '../lib/header-list.ts';
import type { JsonValue } from '../lib/json.ts';
import { identifySession, sessionOnSide } from './identify-session.ts';

interface Given {
  target?: string;
  method?: string;
  headers?: HeaderList;
  body?: unknown;
}

function identify(given: Given, exchangeId = 'x_1'): SessionDescriptor {
  const body =
    given.body instanceof Uint8Array ? given.body : Buffer.from(JSON.stringify(given.body ?? null));
  return identifySession(
    {
      method: given.method ?? 'POST',
      target: given.target ?? '/v1/messages?beta=true',
      headers: given.headers ?? [],
      body: given.body === undefined ? new Uint8Array(0) : body,
      side: 'client',
    },
    exchangeId,
  );
}

const claude: HeaderList = [
  ['User-Agent', 'claude-cli/2.1.330 (external, sdk-cli)'],
  ['X-Claude-Code-Session-Id', 'c-1'],
];
const tools = [{ name: 'Bash', input_schema: {} }];
const title = { format: { type: 'json_schema', schema: { properties: { title: {} } } } };
const codex: HeaderList = [
  ['originator', 'codex_exec'],
  ['session-id', 'u-1'],
  ['thread-id', 'u-1'],
];

describe('Claude Code', () => {
  test('its main loop is one session, whatever the request holds', () => {
    const first = identify({ headers: claude, body: { tools, messages: [1] } });
    const second = identify({ headers: claude, body: { tools, messages: [1, 2] } }, 'x_2');
    expect(first).toEqual(second);
    expect(first).toMatchObject({ client: 'claude', clientSessionId: 'c-1', parent: null });
    expect(first.id).toMatch(/^s_[0-9a-f]{16}$/);
  });

  test.each<[string, Given, Partial<SessionDescriptor>]>([
    [
      'a subagent',
      { headers: [...claude, ['x-claude-code-agent-id', 'a1']], body: { tools } },
      { kind: 'turn', agentId: 'a1' },
    ],
    ['a title', { headers: claude, body: { tools: [], output_config: title } }, { kind: 'title' }],
    [
      'a web search',
      { headers: claude, body: { tools: [{ type: 'web_search_20250305', name: 'web_search' }] } },
      { kind: 'web-search' },
    ],
    [
      'a count',
      { headers: claude, target: '/v1/messages/count_tokens?beta=true', body: {} },
      { kind: 'count-tokens' },
    ],
  ])('%s is its own session under the main one', (_name, given, expected) => {
    const main = identify({ headers: claude, body: { tools } });
    const found = identify(given);
    expect(found).toMatchObject(expected);
    expect(found.id).not.toBe(main.id);
    expect(found.parent).toBe(main.id);
  });

  test.each<[unknown]>([[5], [null], [true], [[]], [['web_search_1']], [{ web_search_: 1 }], ['']])(
    'a tool of the type %j does not make a search',
    (type) => {
      const body = { tools: [{ type, name: 'web_search' }] };
      expect(identify({ headers: claude, body }).kind).toBe('turn');
    },
  );

  test('is known by its user id where the header is missing', () => {
    const body = { tools, metadata: { user_id: JSON.stringify({ session_id: 'c-9' }) } };
    expect(identify({ body }).clientSessionId).toBe('c-9');
  });

  test('a probe names no session and gets its own', () => {
    const probe = { method: 'HEAD', target: '/api/hello', headers: claude.slice(0, 1) };
    expect(identify(probe)).toMatchObject({
      client: 'claude',
      kind: 'probe',
      clientSessionId: null,
    });
    expect(identify(probe).id).not.toBe(identify(probe, 'x_2').id);
  });
});

describe('Codex', () => {
  const target = '/v1/responses';
  test('is known by its session header, prewarming and compaction included', () => {
    const metadata = (kind: string): HeaderList => [
      ...codex,
      ['x-codex-turn-metadata', JSON.stringify({ request_kind: kind })],
    ];
    const turn = identify({ target, headers: metadata('turn'), body: { input: [] } });
    expect(turn).toMatchObject({
      client: 'codex',
      clientSessionId: 'u-1',
      kind: 'turn',
      agentId: null,
    });
    expect(identify({ target, headers: metadata('compaction'), body: {} }).id).toBe(turn.id);
  });

  test('a title thread is a session of kind title', () => {
    const headers: HeaderList = [
      ...codex,
      ['x-codex-turn-metadata', JSON.stringify({ thread_source: 'thread_title' })],
    ];
    expect(identify({ target, headers, body: {} }).kind).toBe('title');
  });

  test("a subagent's thread has the root thread as parent", () => {
    const root = identify({ target, headers: codex, body: {} });
    const headers: HeaderList = [...codex.slice(0, 2), ['thread-id', 'u-2']];
    expect(identify({ target, headers, body: {} })).toMatchObject({
      agentId: 'u-2',
      parent: root.id,
    });
  });

  test('the list of models is a probe', () => {
    const given = {
      method: 'GET',
      target: '/backend-api/codex/models?client_version=1',
      headers: codex,
    };
    expect(identify(given).kind).toBe('probe');
  });
});

describe('any other client', () => {
  test('is grouped by its cache key, compressed bodies too', () => {
    const body = { input: [], prompt_cache_key: 'k' };
    const plain = identify({ target: '/v1/responses', body });
    const packed = identify(
      {
        target: '/v1/responses',
        headers: [['Content-Encoding', 'zstd']],
        body: new Uint8Array(zstdCompressSync(JSON.stringify(body))),
      },
      'x_2',
    );
    expect(plain).toMatchObject({ client: 'other', clientSessionId: null });
    expect(packed.id).toBe(plain.id);
  });

  test.each<[string, unknown]>([
    ['no key', { messages: [] }],
    ['a body that is not JSON', Uint8Array.of(0xff, 0xfe)],
    ['hostile types', { tools: [null, 3], metadata: [], prompt_cache_key: 7, text: 'x' }],
  ])('%s: each exchange is a session', (_name, body) => {
    expect(identify({ body }).id).not.toBe(identify({ body }, 'x_2').id);
    expect(identify({ body }).kind).toBe('turn');
  });
});

test.each<[string, unknown]>([
  ['tools', { model: 'm', messages: [{ content: '"tools":[]' }], tools, output_config: title }],
  ['a search', { tools: [{ type: 'web_search_1' }] }],
  ['a search among tools', { tools: [{ type: 'web_search_1' }, ...tools] }],
  ['no object among tools', { tools: [null, { type: 'web_search_1' }], text: title }],
  ['a title', { text: title, tools: [] }],
  ['a key', { input: [{ prompt_cache_key: 'inner' }], prompt_cache_key: 'k' }],
  ['an id', { metadata: { user_id: JSON.stringify({ session_id: 'c-1' }) } }],
])('a body with %s says the same parsed and unparsed', (_name, json) => {
  const body = Buffer.from(JSON.stringify(json, null, 1));
  const evidence = { method: 'POST', target: '/v1/messages', headers: [], body };
  const unparsed = identifySession({ ...evidence, side: 'client' }, 'x_1');
  const parsed = identifySession({ ...evidence, side: 'client', json: json as JsonValue }, 'x_1');
  expect(unparsed).toEqual(parsed);
});

test('the two sides of a gateway are two sessions with the same shape', () => {
  const subagent = identify({
    headers: [...claude, ['x-claude-code-agent-id', 'a1']],
    body: { tools },
  });
  const main = identify({ headers: claude, body: { tools } });
  const upstream = sessionOnSide(subagent, 'upstream');
  expect(upstream).toMatchObject({ side: 'upstream', agentId: 'a1' });
  expect(upstream.id).not.toBe(subagent.id);
  expect(upstream.parent).toBe(sessionOnSide(main, 'upstream').id);
});
