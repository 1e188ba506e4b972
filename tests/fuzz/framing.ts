// How a body of HTTP says where it ends (RFC 9112 section 6), rightly and not.
import fc from 'fast-check';
import { joined } from './mistakes.ts';

export const framing = fc.constantFrom(
  ...[
    'length',
    'chunked',
    'chunked with trailers',
    'odd trailers',
    'in small chunks',
    'too long',
    'none',
  ],
);

/** Behind the last chunk: of the kinds that may be there, that may not (section 6.5.1), and large. */
const trailers: Readonly<Record<string, string>> = {
  'chunked with trailers': 'X-Trailer: 1\r\n',
  'odd trailers': [
    ...[
      'Content-Length: 3',
      'Transfer-Encoding: chunked',
      'Authorization: Bearer t',
      'X-\u{fc}: \u{7f}',
    ],
    ...['Set-Cookie: a=b', `X-Long: ${'x'.repeat(2_000)}`, 'x', ''],
  ].join('\r\n'),
};

/** @returns the line of the head, and the body as it is sent */
export function frameBody(text: Buffer, how: string): [head: string, body: Buffer] {
  const size = text.length;
  switch (how) {
    case 'length':
      return [`Content-Length: ${size}\r\n`, text];
    case 'too long':
      return [`Content-Length: ${size + 7}\r\n`, text];
    case 'none':
      return ['', text];
    default: {
      const trailer = trailers[how] ?? '';
      const step = how === 'in small chunks' ? Math.max(1, Math.floor(size / 50)) : size;
      const chunks: Buffer[] = [];
      for (let from = 0; from < size; from += step) {
        const piece = text.subarray(from, from + step);
        chunks.push(joined(`${piece.length.toString(16)};x=y\r\n`, piece, '\r\n'));
      }
      return ['Transfer-Encoding: chunked\r\n', joined(...chunks, `0\r\n${trailer}\r\n`)];
    }
  }
}
