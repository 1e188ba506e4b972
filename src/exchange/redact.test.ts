import { expect, test } from 'vitest';
import { redactHeaders, redactPhrase } from './redact-headers.ts';
import { redactTarget } from './redact-target.ts';

const key = Buffer.alloc(32, 1);
const otherKey = Buffer.alloc(32, 2);

test.each([
  ['Authorization', 'Bearer sk-secret'],
  ['x-api-key', 'sk-ant-secret'],
  ['Cookie', 'sid=secret'],
  ['Set-Cookie', 'sid=secret'],
  ['chatgpt-account-id', 'secret'],
  ['x-codex-turn-metadata', '{"workspaces":{"/home/secret":1}}'],
  ['x-something-new', 'secret'],
  // Of the newest clients: accounts, installations, proofs, names of tools, and what is not known.
  ['x-codex-turn-state', 'secret'],
  ['x-codex-installation-id', 'secret'],
  ['x-codex-credits-balance', '12.50'],
  ['x-oai-attestation', 'secret'],
  ['x-openai-actor-authorization', 'secret'],
  ['x-openai-account-routing-override', 'secret'],
  ['x-openai-agent-assertion', 'secret'],
  ['x-claude-code-sandy-plover', '[{"name":"mcp__secret"}]'],
  ['x-claude-code-wiggly-dove', 'secret'],
  ['x-claude-code-signature', 'secret'],
  ['x-cc-atis', 'v1.secret.a.b.c'],
  ['x-organization-uuid', 'secret'],
  ['anthropic-workspace-id', 'secret'],
  ['anthropic-user-profile-id', 'secret'],
])('the value of %s becomes a fingerprint', (name, value) => {
  const [redacted] = redactHeaders([[name, value]], key);
  expect(redacted?.[0]).toBe(name);
  expect(redacted?.[1]).toMatch(/^<redacted:[0-9a-f]{8}>$/);
});

test('order, case, duplicates and public values stay', () => {
  const headers = [
    ['X-Stainless-Lang', 'js'],
    ['content-type', 'application/json'],
    ['Content-Type', 'text/plain'],
    ['anthropic-ratelimit-requests-remaining', '9'],
    ['x-claude-code-request-class', 'subagent'],
    ['x-claude-code-agent-type', 'agent:custom'],
    ['X-Codex-Routing-Hint', 'a'],
    ['x-codex-primary-used-percent', '12'],
    ['x-openai-subagent', 'review'],
    ['x-reasoning-included', 'true'],
    ['x-openai-internal-codex-responses-lite', 'true'],
    ['x-client-request-id', '5e2c316e-e854-4c76-9962-63312f1a3162'],
  ] as const;
  expect(redactHeaders(headers, key)).toEqual(headers);
});

test('a value or a step of a path that is too long to be searched is not kept', () => {
  const long = 'plain words '.repeat(350);
  const value = (text: string): string | undefined =>
    redactHeaders([['x-ratelimit-a', text]], key)[0]?.[1];
  expect(value(long.slice(0, 4_096))).toBe(long.slice(0, 4_096));
  expect(value(long.slice(0, 4_097))).toMatch(/^<redacted:/);
  expect(redactTarget(`/v1/${'step'.repeat(1_100)}`, key)).toMatch(/^\/v1\/<redacted:/);
});

test('a header beyond those that are searched is kept only where it cannot be a secret', () => {
  const many = Array.from(
    { length: 2_000 },
    (_, at) => [`x-ratelimit-${at}`, `public value number ${at}`] as const,
  );
  const redacted = redactHeaders([...many, ['x-ratelimit-z', '7']], key);
  expect(redacted.slice(0, 100)).toEqual(many.slice(0, 100));
  expect(redacted[1_999]?.[1]).toMatch(/^<redacted:/);
  expect(redacted.at(-1)).toEqual(['x-ratelimit-z', '7']);
});

test('equal secrets look equal in one database and different in another', () => {
  const value = (secret: string, with_: Uint8Array): string | undefined =>
    redactHeaders([['x-api-key', secret]], with_)[0]?.[1];
  expect(value('a', key)).toBe(value('a', key));
  expect(value('a', key)).not.toBe(value('b', key));
  expect(value('a', key)).not.toBe(value('a', otherKey));
});

test('a query keeps what is known and hides the rest', () => {
  expect(redactTarget('/v1/messages?beta=true', key)).toBe('/v1/messages?beta=true');
  expect(redactTarget('/v1/messages', key)).toBe('/v1/messages');
  const hidden = redactTarget('/v1/responses?key=secret&beta=true&bare', key);
  expect(hidden).toMatch(
    /^\/v1\/responses\?key=<redacted:[0-9a-f]{8}>&beta=true&<redacted:[0-9a-f]{8}>$/,
  );
});

// Made up, of the forms that the rules know.
const token = `sk-ant-api03-${'Ab1'.repeat(31)}AA`;

test.each([
  `/v1/messages?beta=${token}`,
  `/v1/messages?beta=true;key=${token}`,
  `/v1/messages?stream=${token}`,
  `/v1/messages?limit=${token}`,
  `/v1/messages?api-version=${token}`,
  `/v1/messages?order=${token}`,
  `/v1/messages?after_id=${token}`,
  `/v1/messages?${token}=1`,
  `/v1/messages?${token}`,
  `/v1/messages/${token}/x?beta=true`,
])('a secret in the target %s is not stored', (target) => {
  const stored = redactTarget(target, key);
  expect(stored).not.toContain(token.slice(0, 20));
  expect(stored).toContain('<redacted:');
});

test('what a query of the clients says stays as it is', () => {
  for (const query of [
    'beta=true',
    'stream=false',
    'limit=20&order=desc',
    'client_version=0.171.0',
  ])
    expect(redactTarget(`/v1/models?${query}`, key)).toBe(`/v1/models?${query}`);
  const preview = '/openai/responses?api-version=2025-04-01-preview';
  expect(redactTarget(preview, key)).toBe(preview);
});

test.each([
  ['Content-Type', `application/json; token=${token}`],
  ['TE', token],
  ['X-Stainless-Arch', token],
  ['Server', `proxy ${token}`],
  ['User-Agent', `claude-cli/2.1.332 (${token})`],
  ['anthropic-ratelimit-requests-reset', token],
  [token, 'a value'],
])('a secret in the public header %s is not stored', (name, value) => {
  const stored = JSON.stringify(redactHeaders([[name, value]], key));
  expect(stored).not.toContain(token.slice(0, 20));
});

test('a secret in a reason phrase is not stored', () => {
  expect(redactPhrase(`Bad ${token}`, key)).toMatch(/^<redacted:/);
  expect(redactPhrase('Switching Protocols', key)).toBe('Switching Protocols');
});
