// What an upstream sends back: streams, JSON, compressed, after interim answers, as another
// protocol; whole and nearly so.
import fc, { type Arbitrary } from 'fast-check';
import { coding } from './bodies.ts';
import { changedStream, event, eventStream } from './events.ts';
import { deflateOffer, extension, frames, turnFrames } from './frames.ts';
import { frameBody, framing } from './framing.ts';
import { bytes, damaged, joined } from './mistakes.ts';

const status = fc.oneof(
  { weight: 4, arbitrary: fc.constant('200 OK') },
  fc.constantFrom('400 Bad', '401 No', '429 Slow', '500 Oh', '529 Busy', '204 No', '304 Same'),
  fc.constantFrom('101 X', '7 X', '302 There', '200', '999 \u{fc}'),
);
const interim = fc.constantFrom(
  ...['', '', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 102 Processing\r\n\r\n'],
  'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n',
);
const header = fc.oneof(
  fc.constantFrom(
    ...['Connection: close', 'Connection: keep-alive, X-Hop', 'Retry-After: 1', 'Trailer: X-T'],
    ...['retry-after-ms: x', 'Set-Cookie: a=b', 'Keep-Alive: timeout=1', 'Content-Length: 3'],
    ...[
      'Transfer-Encoding: gzip, chunked',
      'Upgrade: h2c',
      'X-A: \u{fc}',
      `X-B: ${'b'.repeat(9_000)}`,
    ],
  ),
  fc.string({ maxLength: 60 }),
);
const contentType = fc.constantFrom(
  ...['', 'text/plain', 'TEXT/EVENT-STREAM; charset=x', 'text/html', 'application/octet-stream'],
  ...['multipart/mixed; boundary="', 'application/json;;', 'x', '\u{fc}/x', 'application/zip'],
);
const answer = fc
  .record({
    ...{ status, interim, framing, coding: fc.option(coding, { freq: 3 }) },
    headers: fc.array(header, { maxLength: 2 }),
    content: fc.oneof(
      {
        weight: 3,
        arbitrary: fc
          .oneof(eventStream, changedStream)
          .map((text) => ['text/event-stream', text] as const),
      },
      fc.tuple(contentType, eventStream),
      event.map((value) => ['application/json', JSON.stringify(value)] as const),
      event.map(({ response }) => ['application/json', JSON.stringify(response) ?? ''] as const),
    ),
  })
  .map((one) => {
    const [type, text] = one.content;
    const [name, encode] = one.coding ?? [];
    const [length, sent] = frameBody(encode?.(Buffer.from(text)) ?? Buffer.from(text), one.framing);
    const lines = [
      ...[`HTTP/1.1 ${one.status}`, `Content-Type: ${type}`, ...one.headers],
      ...(name === undefined ? [] : [`Content-Encoding: ${name}`]),
    ];
    return joined(`${one.interim}${lines.join('\r\n')}\r\n${length}\r\n`, sent);
  });
const accepted =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';

/** A stream that is read to its end, framed as it should be: what is wrong is in its events. */
const streamed = fc.tuple(changedStream, fc.option(coding, { freq: 4 })).map(([text, coded]) => {
  const [name, encode] = coded ?? [];
  const [length, sent] = frameBody(encode?.(Buffer.from(text)) ?? Buffer.from(text), 'chunked');
  const encoding = name === undefined ? '' : `Content-Encoding: ${name}\r\n`;
  const type = 'Content-Type: text/event-stream\r\n';
  return joined(`HTTP/1.1 200 OK\r\n${type}${encoding}${length}\r\n`, sent);
});

/** What an upstream sends back, once it has a request. */
export const upstreamBytes: Arbitrary<Buffer> = fc.oneof(
  { weight: 3, arbitrary: answer },
  { weight: 4, arbitrary: streamed },
  damaged(answer),
  bytes(200),
  fc.tuple(answer, answer).map(([first, second]) => joined(first, second)),
  {
    weight: 2,
    arbitrary: fc
      .boolean()
      .chain((isDeflated) =>
        turnFrames(false, isDeflated).map((sent) =>
          joined(`${accepted}${isDeflated ? deflateOffer : ''}\r\n`, sent),
        ),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(extension, frames(false))
      .map(([taken, sent]) => joined(`${accepted}${taken}\r\n`, sent)),
  },
);
