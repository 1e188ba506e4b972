// Bodies of error responses in pieces of any size.
import { describe, expect, it } from 'vitest';
import { createErrorReader, type ErrorReader } from './error-reader.ts';

const body = JSON.stringify({
  error: { message: 'Grüße, 世界 {}', type: 'invalid_request_error' },
});

function readInPieces(text: string, size: number): { reader: ErrorReader; whole: boolean[] } {
  const bytes = Buffer.from(text);
  const reader = createErrorReader(400, []);
  const whole: boolean[] = [];
  for (let from = 0; from < bytes.length; from += size) {
    reader.add(bytes.subarray(from, from + size));
    whole.push(reader.isWhole());
  }
  return { reader, whole };
}

describe('an error response', () => {
  it.each([1, 2, 3, 7, 1000])('in pieces of %i bytes is whole with its last one', (size) => {
    const { reader, whole } = readInPieces(body, size);
    expect(whole.indexOf(true)).toBe(whole.length - 1);
    expect(reader.failure()).toEqual(readInPieces(body, body.length * 2).reader.failure());
    expect(reader.failure().message).toContain('Grüße, 世界');
  });

  it('is kept up to a limit, and read from what is kept', () => {
    const reader = createErrorReader(502, []);
    for (let piece = 0; piece < 3; piece++) reader.add(Buffer.alloc(512 * 1024, 'x'));
    expect(reader.size()).toBe(1024 * 1024);
    expect(reader.isWhole()).toBe(false);
  });

  it('of many pieces that look like an end is not parsed at each of them', () => {
    const text = JSON.stringify({ error: { message: '}'.repeat(20_000) } });
    const { reader, whole } = readInPieces(text, 1);
    // What comes at the end of a connection is told from its end.
    expect(whole).not.toContain(true);
    expect(reader.failure().message).toContain('}}}}');
  });
});
