// What a fuzz run sends: HTTP, WebSocket frames, greetings of TLS and event streams, as they should
// be and nearly so.
import fc, { type Arbitrary } from 'fast-check';

const bytes = (maxLength: number): Arbitrary<Buffer> =>
  fc.uint8Array({ maxLength }).map((found) => Buffer.from(found));
const joined = (...parts: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));
/** A text with mistakes: bytes that are gone, doubled or others. */
export const damaged = (of: Arbitrary<Buffer>): Arbitrary<Buffer> =>
  fc
    .tuple(
      of,
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255), fc.nat(2)), {
        maxLength: 4,
      }),
    )
    .map(([whole, mistakes]) => {
      let text = whole;
      for (const [place, byte, kind] of mistakes) {
        const at = Math.floor(place * text.length);
        const inserted = kind === 0 ? [] : kind === 1 ? [byte] : [byte, byte];
        text = Buffer.concat([
          text.subarray(0, at),
          Buffer.from(inserted),
          text.subarray(at + (kind === 2 ? 0 : 1)),
        ]);
      }
      return text;
    });

const message = {
  ...{ model: 'm', max_tokens: 9, stream: true },
  messages: [{ role: 'user', content: 'hi' }],
};
const response = { model: 'gpt-5.5', stream: true, store: false, input: 'hi' };
const body: Arbitrary<string> = fc.oneof(
  fc.constantFrom(JSON.stringify(message), JSON.stringify(response), '', '{}'),
  fc.json({ maxDepth: 4 }),
  fc.jsonValue().map((value) => JSON.stringify({ ...message, messages: value })),
  fc.jsonValue().map((value) => JSON.stringify({ ...response, input: value })),
  fc.string({ maxLength: 200 }),
);
const target = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('/v1/messages', '/v1/responses', '/v1/models') },
  fc.constantFrom(
    '/v1/messages/count_tokens',
    '/',
    '*',
    '/v1/../x',
    '/backend-api/codex/responses',
  ),
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
    ...['Origin: http://evil.example', 'Host: evil.example', 'x-claude-code-session-id: s'],
  ),
  fc.string({ maxLength: 60 }),
);
const framing = fc.constantFrom('length', 'chunked', 'chunked with trailers', 'too long', 'none');

function frameBody(text: string, how: string): [head: string, body: string] {
  const size = Buffer.byteLength(text);
  switch (how) {
    case 'length':
      return [`Content-Length: ${size}\r\n`, text];
    case 'too long':
      return [`Content-Length: ${size + 7}\r\n`, text];
    case 'none':
      return ['', text];
    default: {
      const trailer = how === 'chunked' ? '' : 'X-Trailer: 1\r\n';
      const chunk = size === 0 ? '' : `${size.toString(16)}\r\n${text}\r\n`;
      return ['Transfer-Encoding: chunked\r\n', `${chunk}0\r\n${trailer}\r\n`];
    }
  }
}

const request = (host: string): Arbitrary<Buffer> =>
  fc
    .record({ method, target, headers: fc.array(header, { maxLength: 3 }), body, framing })
    .map((one) => {
      const [length, sent] = frameBody(one.body, one.framing);
      const lines = [`${one.method} ${one.target} HTTP/1.1`, `Host: ${host}`, ...one.headers];
      return joined(`${lines.join('\r\n')}\r\n${length}\r\n`, sent);
    });

/** As a client of ours would send it; no two are the same. */
const ordinary = (host: string): Arbitrary<Buffer> =>
  fc
    .tuple(fc.nat(), fc.constantFrom('length', 'chunked'), fc.constantFrom(message, response))
    .map(([serial, how, what]) => {
      const said = `serial ${serial}`;
      const text =
        what === message
          ? JSON.stringify({ ...message, messages: [{ role: 'user', content: said }] })
          : JSON.stringify({ ...response, input: said });
      const [length, sent] = frameBody(text, how);
      const line = `POST ${what === message ? '/v1/messages' : '/v1/responses'} HTTP/1.1`;
      return joined(`${line}\r\nHost: ${host}\r\n${length}\r\n`, sent);
    });

const upgrade = (host: string, extensions: string): string =>
  [
    ...['GET /v1/responses HTTP/1.1', `Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket'],
    ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==', extensions, ''],
  ].join('\r\n');

/** A frame of RFC 6455 section 5.2, with any flags and any length in its head. */
const frame = (isMasked: boolean): Arbitrary<Buffer> =>
  fc
    .record({
      first: fc.oneof(fc.constantFrom(0x81, 0x82, 0x01, 0x80, 0xc1, 0x88, 0x89), fc.nat(255)),
      declared: fc.option(fc.oneof(fc.nat(125), fc.constantFrom(126, 127))),
      payload: fc.oneof(
        bytes(60),
        body.map((text) => Buffer.from(text)),
        body.map((text) => Buffer.from(`{"type":"response.create",${text.slice(1)}`)),
      ),
    })
    .map(({ first, declared, payload }) => {
      const sent = payload.subarray(0, 60_000);
      const long = sent.length < 126 ? [] : [sent.length >> 8, sent.length & 255];
      const size = declared ?? (sent.length < 126 ? sent.length : 126);
      const head = [first, size | (isMasked ? 0x80 : 0), ...long];
      return joined(Buffer.from(head), Buffer.alloc(isMasked ? 4 : 0), sent);
    });
const frames = (isMasked: boolean): Arbitrary<Buffer> =>
  fc.array(frame(isMasked), { maxLength: 4 }).map((found) => Buffer.concat(found));
const extension = fc.constantFrom(
  '',
  'Sec-WebSocket-Extensions: permessage-deflate\r\n',
  'Sec-WebSocket-Extensions: x; y="\r\n',
);

/** What a client sends to a server that speaks HTTP. @param host the one that it serves */
export const clientBytes = (host: string): Arbitrary<Buffer> =>
  fc.oneof(
    bytes(200),
    { weight: 3, arbitrary: ordinary(host) },
    damaged(ordinary(host)),
    request(host),
    fc.array(request(host), { maxLength: 3 }).map((several) => Buffer.concat(several)),
    damaged(request(host)),
    fc.tuple(extension, frames(true)).map(([offer, sent]) => joined(upgrade(host, offer), sent)),
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

const events = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'event: response.created\ndata: {"type":"response.created","response":{"id":"r"}}\n\n',
        'data: {"type":"response.output_text.delta","item_id":"i","output_index":0,"delta":"x"}\n\n',
        'data: {"type":"response.completed","response":{"id":"r","status":"completed","output":[]}}\n\n',
        ...[
          'data: [DONE]\n\n',
          ': ping\n\n',
          'data: x\n',
          '\r\n\r\n',
          'data: {"type":"error"}\n\n',
        ],
      ),
      fc.jsonValue().map((value) => `data: ${JSON.stringify({ type: 'response.x', value })}\n\n`),
      fc.string({ maxLength: 60 }),
    ),
    { maxLength: 5 },
  )
  .map((found) => found.join(''));
const status = fc.constantFrom('200 OK', '400 Bad', '429 Slow', '500 Oh', '204 No', '101 X', '7 X');
const answer = fc.record({ status, events, framing }).map((one) => {
  const [length, sent] = frameBody(one.events, one.framing);
  return joined(`HTTP/1.1 ${one.status}\r\nContent-Type: text/event-stream\r\n${length}\r\n`, sent);
});
const accepted =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';

/** What an upstream sends back, once it has a request; then it closes. */
export const upstreamBytes: Arbitrary<Buffer> = fc.oneof(
  answer,
  damaged(answer),
  bytes(200),
  fc
    .tuple(extension, frames(false))
    .map(([taken, sent]) => joined(`${accepted}${taken}\r\n`, sent)),
);
