// What a client sends in a fuzz run: HTTP, WebSocket frames, greetings of TLS and requests for a
// tunnel, as they should be and nearly so.
import fc, { type Arbitrary } from 'fast-check';
import {
  body,
  changedMessages,
  changedResponses,
  coding,
  message,
  response,
  textOf,
} from './bodies.ts';
import { deflateOffer, extension, frames, turnFrames } from './frames.ts';
import { frameBody, framing } from './framing.ts';
import { bytes, damaged, joined } from './mistakes.ts';

const target = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('/v1/messages', '/v1/responses', '/v1/messages?beta=true'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('/v1/messages/count_tokens', '/backend-api/codex/responses'),
  },
  fc.constantFrom('/', '*', '/v1/../x', '/v1/models', '/v1/messages/..#x', '/%2e%2e', 'http://x/'),
  fc.webPath(),
  fc.string({ maxLength: 40 }),
);
const method = fc.oneof(
  { weight: 6, arbitrary: fc.constant('POST') },
  fc.constantFrom('GET', 'HEAD', 'PUT', 'OPTIONS', 'TRACE', 'CONNECT', 'PRI', 'post', ''),
);
const header = fc.oneof(
  fc.constantFrom(
    ...['Connection: close', 'Connection: keep-alive', 'Expect: 100-continue', 'Upgrade: h2c'],
    ...['Content-Encoding: gzip', 'Content-Encoding: zstd', 'Content-Length: 3', 'X-A: b', ' X: y'],
    ...['Transfer-Encoding: chunked', 'Transfer-Encoding: identity', 'Content-Length: -1', 'TE: x'],
    ...[
      'Origin: http://evil.example',
      'Host: evil.example',
      'X-A: \u{fc}\u{7f}',
      'Connection: X-A',
    ],
  ),
  // Sessions that more than one client speaks for.
  fc.constantFrom(
    ...[
      'x-claude-code-session-id: s',
      'session-id: s',
      'x-claude-code-agent-id: a',
      'x-api-key: k',
    ],
    ...['authorization: Bearer other', 'anthropic-beta: a,b', 'user-agent: claude-cli/2.1.0 (x)'],
    ...['originator: codex_exec', 'x-codex-turn-state: t', 'content-type: application/json; x='],
  ),
  fc.string({ maxLength: 60 }),
);

/** Of one conversation, of several, and with what a body may claim to be. */
const turnHeaders = [
  ...[
    'x-claude-code-session-id: s',
    'x-claude-code-session-id: t',
    'session-id: s',
    'x-api-key: k',
  ],
  ...['anthropic-beta: a,b', 'user-agent: claude-cli/2.1.0 (x)', 'originator: codex_exec'],
  ...['Content-Type: application/json', 'Content-Type: multipart/form-data; boundary="'],
  ...[
    'Content-Type: application/octet-stream',
    'Content-Type: x',
    'Content-Type: text/csv; charset=x',
  ],
  ...['anthropic-version: 2023-06-01', 'Connection: close', 'x-codex-turn-metadata: {"turn_id":5}'],
];

const request = (host: string): Arbitrary<Buffer> =>
  fc
    .record({
      ...{ method, target, body, framing, coding: fc.option(coding, { freq: 3 }) },
      headers: fc.array(header, { maxLength: 4 }),
    })
    .map((one) => {
      const [name, encode] = one.coding ?? [];
      const text = Buffer.from(one.body);
      const [length, sent] = frameBody(encode?.(text) ?? text, one.framing);
      const lines = [
        ...[`${one.method} ${one.target} HTTP/1.1`, `Host: ${host}`, ...one.headers],
        ...(name === undefined ? [] : [`Content-Encoding: ${name}`]),
      ];
      return joined(`${lines.join('\r\n')}\r\n${length}\r\n`, sent);
    });

/** As a client of ours would send it; no two are the same. */
const ordinary = (host: string): Arbitrary<Buffer> =>
  fc
    .tuple(
      fc.nat(),
      fc.constantFrom('length', 'chunked'),
      fc.constantFrom(message, response),
      fc.option(coding),
    )
    .map(([serial, how, what, coded]) => {
      const said = `serial ${serial}`;
      const text =
        what === message
          ? JSON.stringify({ ...message, messages: [{ role: 'user', content: said }] })
          : JSON.stringify({ ...response, input: said });
      const [name, encode] = coded ?? [];
      const [length, sent] = frameBody(encode?.(Buffer.from(text)) ?? Buffer.from(text), how);
      const line = `POST ${what === message ? '/v1/messages' : '/v1/responses'} HTTP/1.1`;
      const encoding = name === undefined ? '' : `Content-Encoding: ${name}\r\n`;
      return joined(`${line}\r\nHost: ${host}\r\n${encoding}${length}\r\n`, sent);
    });

/** A whole turn, framed as it should be: what is wrong is in its fields. */
const turn = (host: string): Arbitrary<Buffer> =>
  fc
    .tuple(
      fc.oneof(
        fc.tuple(
          fc.constantFrom('/v1/messages', '/v1/messages?beta=true', '/v1/messages/count_tokens'),
          changedMessages,
        ),
        fc.tuple(
          fc.constantFrom('/v1/responses', '/backend-api/codex/responses', '/v1/chat/completions'),
          changedResponses,
        ),
        fc.tuple(fc.constantFrom('/v1/files', '/v1/messages', '/mcp'), changedMessages),
      ),
      fc.constantFrom('length', 'chunked', 'chunked with trailers', 'odd trailers'),
      fc.option(coding, { freq: 4 }),
      fc.array(fc.constantFrom(...turnHeaders), { maxLength: 3 }),
    )
    .map(([[path, value], how, coded, headers]) => {
      const [name, encode] = coded ?? [];
      const text = Buffer.from(textOf(value));
      const [length, sent] = frameBody(encode?.(text) ?? text, how);
      const lines = [
        ...[`POST ${path} HTTP/1.1`, `Host: ${host}`, ...headers],
        ...(name === undefined ? [] : [`Content-Encoding: ${name}`]),
      ];
      return joined(`${lines.join('\r\n')}\r\n${length}\r\n`, sent);
    });

const upgrade = (host: string, extensions: string): string =>
  [
    ...['GET /v1/responses HTTP/1.1', `Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket'],
    ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==', extensions, ''],
  ].join('\r\n');

/** A request that every server forwards. */
export function plainTurn(host: string): Buffer {
  const text = textOf(message);
  const head = `POST /v1/messages HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json`;
  return Buffer.from(`${head}\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
}

/** What a client sends to a server that speaks HTTP. @param host the one that it serves */
export const clientBytes = (host: string): Arbitrary<Buffer> =>
  fc.oneof(
    bytes(200),
    { weight: 3, arbitrary: ordinary(host) },
    { weight: 6, arbitrary: turn(host) },
    fc.array(turn(host), { maxLength: 3 }).map((several) => Buffer.concat(several)),
    damaged(ordinary(host)),
    { weight: 3, arbitrary: request(host) },
    fc.array(request(host), { maxLength: 3 }).map((several) => Buffer.concat(several)),
    damaged(request(host)),
    {
      weight: 2,
      arbitrary: fc
        .tuple(extension, frames(true))
        .map(([offer, sent]) => joined(upgrade(host, offer), sent)),
    },
    {
      weight: 4,
      arbitrary: fc
        .boolean()
        .chain((isDeflated) =>
          turnFrames(true, isDeflated).map((sent) =>
            joined(upgrade(host, isDeflated ? deflateOffer : ''), sent),
          ),
        ),
    },
    damaged(frames(true).map((sent) => joined(upgrade(host, ''), sent))),
  );

/** The beginning of TLS: a greeting (RFC 8446 section 4.1.2) that is nearly one. */
const greeting = Buffer.from(
  `160301007a01000076${'0303'}${'11'.repeat(32)}00000813011302c02bc02f01000045` +
    '00000012001000000d6167656e742e6578616d706c65000a00040002001d000d000400020403002b0003020304' +
    `0033002600240${'01d0020'}${'22'.repeat(32)}`,
  'hex',
);
export const handshakeBytes: Arbitrary<Buffer> = fc.oneof(
  bytes(200),
  damaged(fc.constant(greeting)),
  fc.tuple(damaged(fc.constant(greeting)), bytes(60)).map(([first, rest]) => joined(first, rest)),
);

/**
 * Requests for a tunnel. No target is a host that exists: none is damaged.
 * @param authorization the header with which they are let in
 */
export const connectBytes = (authorization: string): Arbitrary<Buffer> =>
  fc
    .record({
      to: fc.constantFrom(
        ...[
          'agent.example:443',
          'agent.example',
          'AGENT.EXAMPLE:0443',
          '127.0.0.1:22',
          '[::1]:443',
        ],
        ...[
          'localhost:443',
          '169.254.169.254:443',
          '[::ffff:7f00:1]:443',
          'x:99999',
          'a.invalid:443',
        ],
        ...['u@127.0.0.1:443', '2130706433:443', '0x7f.1:443', ':443', '', '[:443', '127.1:443'],
      ),
      let: fc.constantFrom(authorization, authorization, '', 'Proxy-Authorization: Basic eDp5'),
      headers: fc.array(header, { maxLength: 2 }),
      after: fc.oneof(bytes(60), handshakeBytes),
    })
    .map((one) => {
      const lines = [`CONNECT ${one.to} HTTP/1.1`, `Host: ${one.to}`, one.let, ...one.headers];
      const head = lines.filter((line) => line !== '').join('\r\n');
      return joined(`${head}\r\n\r\n`, one.after);
    });
