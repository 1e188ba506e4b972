// Kinds and hiding places beside those of search-secrets.test.ts. Values are made here, so that no
// file of the repository looks like it holds a secret.
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { findSecrets } from '../find-secrets.ts';
import { createBodySearch } from '../search-secrets.ts';

const letters = 'aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0z';
const chars = (count: number, alphabet = letters): string =>
  Array.from({ length: count }, (_, at) => alphabet[(at * 7 + count) % alphabet.length]).join('');
const hex = (count: number): string => chars(count, '0123456789abcdef');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const uuid = `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;

const kinds: readonly (readonly [kind: string, ...parts: string[]])[] = [
  ['replicate', 'r', `8_${chars(37)}`],
  ['nvidia', 'nv', `api-${chars(64)}`],
  ['tavily', 'tv', `ly-${chars(32)}`],
  ['langsmith', 'lsv', `2_pt_${hex(32)}_${hex(10)}`],
  ['google access', 'ya', `29.a0${chars(120)}`],
  ['atlassian', 'ATA', `TT3xFfG${chars(180)}`],
  ['airtable', 'pa', `t${chars(14)}.${hex(64)}`],
  ['hubspot', 'pa', `t-na1-${uuid}`],
  ['supabase', 'sb', `p_${hex(40)}`],
  ['netlify', 'nf', `p_${chars(36)}`],
  ['posthog', 'ph', `x_${chars(43)}`],
  ['tailscale', 'ts', `key-auth-k${chars(10)}CNTRL-${chars(32)}`],
  ['slack in a browser', 'xo', `xc-123456789012-1234567890123-${hex(64)}`],
  ['bcrypt', '$2', `b$12$${chars(53)}`],
  ['redis without a user', 'redis://', `:${chars(20)}@cache:6379`],
  ['cookie', 'Cookie: ', `session=${chars(60)}`],
  ['authorization of no scheme', 'Authorization: ', chars(40)],
  ['authorization token', 'Authorization: ', `token ${chars(40)}`],
  ['docker login', '{"auths":{"h":{"auth":"', base64('user:hunter2-and-more'), '"}}}'],
  ['curl', 'curl -u ', 'admin:hunter2x https://h.example'],
  ['flag', '--pass', 'word hunter2x'],
  ['flag, key', '--api-', `key ${chars(40)}`],
  ['netrc', 'machine h login me pass', 'word hunter2x'],
  ['short name', 'DB_PA', 'SS=hunter2xyz9'],
  ['in words', 'the pass', 'word is hunter2x'],
  ['in German', 'Pass', 'wort: hunter2x'],
  ['in French', 'mot de ', 'passe : hunter2x'],
  ['in Chinese', '密', '码：hunter2x'],
  ['signing key', 'SIGNING_', `KEY=${chars(40)}`],
  ['private key, hexadecimal', '"private', `Key":"0x${hex(64)}"`],
  ['xml', '<pass', 'word>hunter2x</password>'],
  ['xml setting', '<add key="Api', `Key" value="${chars(32)}"/>`],
  ['mnemonic', 'seed ', `phrase: ${'abandon ability able about above absent '.repeat(2)}`],
];

test.each(kinds)('%s is found', (_kind, ...parts) => {
  expect(findSecrets(`before ${parts.join('')} after`)).not.toEqual([]);
});

test.each([
  'prompt_cache_key: 0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b',
  'const pass = tests.filter((one) => one.passed); pass: 12, fail: 0',
  'the password is required, and the password is checked',
  '--token TOKEN --password-file /run/x --key-length 2048',
  'the cookie: a small text; authorization: see below',
  'authorization: <redacted:0123abcd>, cookie: <redacted:0123abcd>',
  'credentials: include, signing key: see the vault',
])('an ordinary text is clean: %s', (text) => expect(findSecrets(text)).toEqual([]));

const token = `${'gh'}p_${chars(36)}`;
const pieces = token.match(/.{1,4}/g) ?? [];
const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

test.each<[string, string]>([
  [
    'events that each have another id',
    pieces.map((delta, at) => event({ type: 'delta', item_id: `i${at}`, delta })).join(''),
  ],
  [
    'a block that begins in the event that opens it',
    event({ type: 'content_block_start', index: 0, content_block: { text: token.slice(0, 9) } }) +
      event({ type: 'content_block_delta', index: 0, delta: { text: token.slice(9) } }),
  ],
  [
    "the log of a WebSocket's messages",
    pieces.map((delta) => `< ${JSON.stringify({ type: 'd', delta })}\n`).join(''),
  ],
  [
    'an escape that two pieces share',
    ['\\u00', `67${token.slice(1)}`]
      .map((text) => event({ type: 'd', index: 0, delta: text }))
      .join(''),
  ],
  ['JSON that is cut', `{"a":[{"b":"\\u0067${token.slice(1)}`],
  ['a member that is there twice', `{"a":"\\u0067${token.slice(1)}","a":""}`],
  ['a URL', encodeURIComponent(`a ${token}`).replace('_', '%5F')],
  ['HTML', `&#103;${token.slice(1)}`],
  ['characters that are not shown', `${token.slice(0, 20)}\u200b${token.slice(20)}`],
  ['hexadecimal', Buffer.from(`here: ${token}`).toString('hex')],
  ['base64 twice', base64(base64(`here it is: ${token}`))],
  ['base64 of gzip', gzipSync(`here it is: ${token}`).toString('base64')],
  ['base64 behind binary bytes', base64(`\x01\x02Grüße${'ä '.repeat(30)}\n${token}`)],
  [
    'base64 in lines',
    (base64(`${'a line of a file\n'.repeat(9)}${token}`).match(/.{1,76}/g) ?? []).join('\n'),
  ],
])('a token is found in %s', (_how, text) => {
  const found = createBodySearch()([], new TextEncoder().encode(text));
  expect(found.map(({ name }) => name).join()).toContain('github');
});

test('a text of nothing but keywords is searched in parts', () => {
  // Tried as one, it takes minutes: longer than a test may.
  expect(findSecrets('eyJ'.repeat(100_000))).toEqual([]);
});
