import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { renderSse } from '../wire/sse.ts';
import { createBodySearch } from './search-secrets.ts';

/** Random-looking characters of an alphabet, the same in every run. */
function chars(count: number, alphabet = 'aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0z'): string {
  return Array.from(
    { length: count },
    (_, at) => alphabet[(at * 7 + count) % alphabet.length],
  ).join('');
}
const hex = (count: number): string => chars(count, '0123456789abcdef');
const upper = (count: number): string => chars(count, 'A2B3C4D5E6F7G2H3');
/** Put together here, so that no file of the repository looks like it holds a secret. */
const join = (...parts: readonly string[]): string => parts.join('');
const base64Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const base64 = (text: string): string => base64Of(Buffer.from(text));

/** Kind -> a text that holds it as people and tools write it. */
const planted: Record<string, string> = {
  anthropic: join('sk-', 'ant-api03-', chars(90)),
  'anthropic oauth': join('sk-', 'ant-oat01-', chars(80)),
  openai: join('sk-', 'proj-', chars(40)),
  'openai, old': join('sk-', chars(48)),
  'openai, letters alone': join('sk-', chars(40, 'abcdefghijkmnopqrstuvwxyzABCDEFG')),
  'github classic': join('gh', 'p_', chars(36)),
  'github fine': join('github', '_pat_', chars(22), '_', chars(59)),
  'github app': join('gh', 's_', chars(36)),
  gitlab: join('gl', 'pat-', chars(20)),
  'aws id': join('AK', 'IA', upper(16)),
  'aws secret': join('aws_secret_', 'access_key = ', chars(40)),
  google: join('AI', 'za', chars(35)),
  'google client secret': join('GOC', 'SPX-', chars(28)),
  'google refresh token': join('1/', '/0', chars(50)),
  'gcp service account': join('"private_', 'key": "-----BEGIN PRIV', 'ATE KEY-----\\nMII"'),
  'slack bot': join('xo', 'xb-123456789012-1234567890123-', chars(24)),
  'slack webhook': join('https://hooks.', 'slack.com/services/T00000000/B00000000/', chars(24)),
  stripe: join('sk', '_live_', chars(24)),
  'stripe restricted': join('rk', '_live_', chars(24)),
  'stripe webhook': join('wh', 'sec_', chars(32)),
  npm: join('np', 'm_', chars(36)),
  npmrc: join('//registry.example/:_auth', 'Token=', hex(36)),
  pypi: join('py', 'pi-AgEIcHlwaS5vcmc', chars(80)),
  'hugging face': join('h', 'f_', chars(34)),
  digitalocean: join('dop', '_v1_', hex(64)),
  twilio: join('S', 'K', hex(32)),
  sendgrid: join('S', 'G.', chars(22), '.', chars(43)),
  'azure storage': join('DefaultEndpointsProtocol=https;Account', 'Key=', chars(86), '=='),
  'azure client secret': join(chars(3), '8', 'Q~', chars(34)),
  'azure sas': join('https://a.blob.example/c?sv=2024&', 'sig=', chars(43), '%3D'),
  databricks: join('da', 'pi', hex(32)),
  shopify: join('sh', 'pat_', hex(32)),
  linear: join('lin', '_api_', chars(40)),
  xai: join('xa', 'i-', chars(80)),
  groq: join('gs', 'k_', chars(52)),
  docker: join('dckr', '_pat_', chars(27)),
  'cloudflare token': join('CLOUDFLARE_API', '_TOKEN=', chars(40)),
  'cloudflare origin': join('v1.', '0-', hex(24), '-', hex(146)),
  'codex refresh': join('"refresh_', 'token": "rt_', chars(60), '"'),
  telegram: join('123456789', ':AA', chars(33)),
  discord: join('M', chars(25), '.', chars(6), '.', chars(38)),
  'discord webhook': join('https://discord.com/api/', 'webhooks/123456789/', chars(68)),
  vault: join('hv', 's.', chars(24)),
  age: join('AGE-SECRET', '-KEY-1', upper(58)),
  jwt: join('ey', 'JhbGciOiJIUzI1.ey', 'JzdWIiOiIxMjM0.', chars(40)),
  jwk: join('{"k', 'ty":"EC","d', '":"', chars(43), '"}'),
  'rsa key': join('-----BEGIN RSA PRIV', 'ATE KEY-----'),
  'openssh key': join('-----BEGIN OPENSSH PRIV', 'ATE KEY-----'),
  'pgp block': join('-----BEGIN PGP PRIV', 'ATE KEY BLOCK-----'),
  bearer: join('Authorization: Bea', 'rer ', chars(40)),
  'bearer, lower case': join('authorization: bea', 'rer ', chars(40)),
  basic: join('Authorization: Ba', 'sic ', base64('jane:hunter2')),
  'basic, lower case': join('authorization: ba', 'sic ', base64('jane:hunter2')),
  'url password': join('postgres://jane:', 'hunter2@db.example/x'),
  'url password with @': join('postgres://jane:', 'hun@ter2@db.example/x'),
  'redis url': join('redis://default:', chars(20), '@cache.example:6379'),
  'password, yaml': join('pass', 'word: hunter2!'),
  'password, json': join('"pass', 'word": "hunter2!"'),
  'password, env': join('DB_PASS', 'WORD=hunter2!'),
  'password, ini': join('passwd = ', 'hunter2!'),
  'client secret': join('client_', 'secret: ', chars(32)),
  'api key, env': join('MY_API_', 'KEY=', chars(32)),
  'api key, header': join('x-api-', 'key: ', chars(32)),
  'access token': join('access_', 'token=', chars(40)),
  dynatrace: join('dt0', 'c01.', upper(24), '.', upper(64)),
};

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const find = (body: Uint8Array, headers: [string, string][] = []) =>
  createBodySearch()(headers, body).map(({ name }) => name);

test('the list has 65 kinds', () => {
  expect(Object.keys(planted)).toHaveLength(65);
});

test.each(Object.entries(planted))('%s is found in prose and in a request', (_kind, text) => {
  expect(find(encode(`before ${text} after`)).length).toBeGreaterThan(0);
  const body = { model: 'm', messages: [{ role: 'user', content: `It is:\n${text}\nkeep it` }] };
  expect(find(encode(JSON.stringify(body))).length).toBeGreaterThan(0);
  const pretty = JSON.stringify({ tools: [], input: [{ arguments: JSON.stringify({ text }) }] });
  expect(find(encode(pretty)).length).toBeGreaterThan(0);
});

const token = planted['github classic'] ?? '';

test.each<[string, (text: string) => Uint8Array]>([
  [
    'Anthropic deltas of four characters',
    (text) => {
      const pieces = text.match(/.{1,4}/g) ?? [];
      const delta = (piece: string) => ({ type: 'text_delta', text: piece });
      const events = pieces.map((piece) => ({
        ...{ type: 'content_block_delta', index: 0, delta: delta(piece) },
      }));
      return encode(events.map((one) => renderSse(one.type, JSON.stringify(one))).join(''));
    },
  ],
  [
    "Responses deltas of a call's arguments",
    (text) => {
      const type = 'response.function_call_arguments.delta';
      const pieces = JSON.stringify({ text }).match(/.{1,3}/g) ?? [];
      const events = pieces.map((delta, index) => ({
        ...{ type, item_id: 'fc_1', output_index: 1, sequence_number: index, delta },
      }));
      return encode(events.map((one) => renderSse(undefined, JSON.stringify(one))).join(''));
    },
  ],
  [
    'chat completion chunks',
    (text) => {
      const pieces = text.match(/.{1,4}/g) ?? [];
      const chunk = (content: string) => ({ id: 'c', choices: [{ index: 0, delta: { content } }] });
      return encode(
        pieces.map((piece) => renderSse(undefined, JSON.stringify(chunk(piece)))).join(''),
      );
    },
  ],
  ['JSON escapes', (text) => encode(`{"a":"${text.replace('g', '\\u0067')}"}`)],
  ['gzip that is not named', (text) => gzipSync(text)],
  ['zstd in two frames', (text) => Buffer.concat([zstdCompressSync('a '), zstdCompressSync(text)])],
  ['UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 without a mark', (text) => Buffer.from(`text: ${text}`, 'utf16le')],
  ['base64', (text) => encode(JSON.stringify({ data: base64(`here it is: ${text} and more`) }))],
])('a token is found in %s', (_how, make) => {
  expect(find(make(token)).join()).toContain('github');
});

test.each([
  ['base64', base64Of(Buffer.alloc(12 * 1024 * 1024, 'a picture'))],
  ['hexadecimal', '5a'.repeat(8 * 1024 * 1024)],
  ['packed text', base64Of(gzipSync(Buffer.alloc(12 * 1024 * 1024, 'a text')))],
])('a token is found behind megabytes of %s', (_what, long) => {
  expect(find(encode(JSON.stringify({ long, token }))).join()).toContain('github');
});

test.each<[string, Uint8Array, [string, string][]]>([
  ['raw deflate', deflateRawSync(Buffer.from(`${token} ${'text '.repeat(99)}`)), []],
  ['an unknown encoding', encode(token), [['content-encoding', 'unknown']]],
  [
    'more than is decoded',
    gzipSync(Buffer.alloc(80 * 1024 * 1024)),
    [['content-encoding', 'gzip']],
  ],
  ['damaged gzip', encode('text'), [['content-encoding', 'gzip']]],
  [
    'much text in little base64, again and again',
    encode(
      Array.from({ length: 20 }, (_, at) =>
        base64Of(gzipSync(Buffer.alloc(10 * 1024 * 1024, 97 + at))),
      ).join(' '),
    ),
    [],
  ],
])('what cannot be read is not taken for clean: %s', (_what, body, headers) => {
  expect(find(body, headers).join()).toMatch(/unreadable|github/);
});

test.each([
  'const token = tokens[1]; return token.text2(x)',
  'max_tokens: 4096, input_tokens: 12345678',
  'password: string; passwordField: PasswordInput',
  `process.env.GITHUB_TOKEN and ${'$'}{API_KEY} and <your-api-key-here>`,
  'the secret: it is in the environment',
  'https://user@host.example/path:8080@x',
  'Authorization: Bearer <redacted:0123abcd>',
  'sha256:3f786850e387550fdab836ed7e6dc881de23001b',
  'task-force-for-the-following-reasons-1',
])('an ordinary text is clean: %s', (text) => {
  expect(find(encode(text))).toEqual([]);
});

test('what a session repeats is searched once, and still found where it is new', () => {
  const search = createBodySearch();
  const body = (...contents: string[]) =>
    encode(JSON.stringify({ model: 'm', messages: contents.map((content) => ({ content })) }));
  expect(search([], body('a', 'b'))).toEqual([]);
  expect(search([], body('a', 'b', token))).toHaveLength(1);
  expect(search([], body('a', 'b', token, 'c'))).toHaveLength(1);
});
