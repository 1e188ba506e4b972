// Bytes, and bytes with mistakes in them.
import fc, { type Arbitrary } from 'fast-check';

export const bytes = (maxLength: number): Arbitrary<Buffer> =>
  fc.uint8Array({ maxLength }).map((found) => Buffer.from(found));

export const joined = (...parts: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

/** A place in a text, as a part of its length. */
export const place = fc.double({ min: 0, max: 1, noNaN: true });

/** A text with mistakes: bytes that are gone, doubled or others. */
export const damaged = (of: Arbitrary<Buffer>): Arbitrary<Buffer> =>
  fc
    .tuple(of, fc.array(fc.tuple(place, fc.nat(255), fc.nat(2)), { maxLength: 4 }))
    .map(([whole, mistakes]) => {
      let text = whole;
      for (const [part, byte, kind] of mistakes) {
        const at = Math.floor(part * text.length);
        const inserted = kind === 0 ? [] : kind === 1 ? [byte] : [byte, byte];
        text = Buffer.concat([
          text.subarray(0, at),
          Buffer.from(inserted),
          text.subarray(at + (kind === 2 ? 0 : 1)),
        ]);
      }
      return text;
    });
