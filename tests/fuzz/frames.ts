// Frames of WebSockets (RFC 6455 section 5.2): as they should be, with any flags and lengths, and
// deflated (RFC 7692 section 7.2.1).
import { constants, deflateRawSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';
import { body, callId, changedResponses, item, textOf } from './bodies.ts';
import { changedEvent, event } from './events.ts';
import { bytes, joined } from './mistakes.ts';

const create = fc
  .tuple(body, fc.option(callId), fc.array(item, { maxLength: 2 }))
  .map(([text, previous, input]) =>
    previous === null
      ? `{"type":"response.create",${text.slice(1)}`
      : JSON.stringify({ type: 'response.create', previous_response_id: previous, input }),
  );

/** A turn of a real client, and one that continues it. */
const changedCreate = fc
  .tuple(changedResponses, fc.option(callId, { freq: 2 }))
  .map(([request, previous]) => {
    const fields = typeof request === 'object' && !Array.isArray(request) ? request : {};
    const linked = previous === null ? {} : { previous_response_id: previous };
    return textOf({ type: 'response.create', ...fields, ...linked });
  });

const payload: Arbitrary<Buffer> = fc.oneof(bytes(60), {
  weight: 3,
  arbitrary: fc
    .oneof(body, create, changedCreate, event.map(textOf), changedEvent.map(textOf))
    .map((text) => Buffer.from(text)),
});

/** The length in the shortest form, in a longer one, or another length. */
const form = fc.oneof(
  { weight: 6, arbitrary: fc.constant('shortest' as const) },
  fc.constantFrom('16 bits' as const, '64 bits' as const),
  fc.nat(127),
);

function lengthOf(size: number, how: Form): Buffer {
  if (typeof how === 'number') return Buffer.from([how]);
  if (how === 'shortest' && size < 126) return Buffer.from([size]);
  if (how !== '64 bits' && size < 65_536) return Buffer.from([126, size >> 8, size & 255]);
  const long = Buffer.alloc(9);
  long[0] = 127;
  long.writeBigUInt64BE(BigInt(size), 1);
  return long;
}

const mask = fc.uint8Array({ minLength: 4, maxLength: 4 });

const frame = (isMasked: boolean): Arbitrary<Buffer> =>
  fc
    .record({
      first: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(0x81, 0xc1) },
        fc.constantFrom(0x82, 0x01, 0x00, 0x80, 0x41, 0x88, 0x89, 0x8a),
        fc.nat(255),
      ),
      ...{ form, payload, mask },
    })
    .map((one) => frameOf(one.first, one.payload, one.form, isMasked ? one.mask : null));

type Form = 'shortest' | '16 bits' | '64 bits' | number;

function frameOf(first: number, text: Buffer, how: Form, key: Uint8Array | null): Buffer {
  const isDeflated = first === 0xc1 || first === 0x41;
  const sent = isDeflated ? deflated(text) : text;
  const head = lengthOf(sent.length, how);
  if (key !== null) head[0] = (head[0] ?? 0) | 0x80;
  const shown = key === null ? sent : sent.map((byte, at) => byte ^ (key[at % 4] ?? 0));
  return joined(Buffer.from([first]), head, key ?? '', shown);
}

/** Frames as they should be, deflated or not: what is wrong is in what they say. */
export const turnFrames = (isMasked: boolean, isDeflated: boolean): Arbitrary<Buffer> => {
  const said = (isMasked ? changedCreate : changedEvent.map(textOf)).map((text) =>
    Buffer.from(text),
  );
  const first = isDeflated ? 0xc1 : 0x81;
  const one = fc
    .tuple(said, mask)
    .map(([text, key]) => frameOf(first, text, 'shortest', isMasked ? key : null));
  return fc.array(one, { minLength: 1, maxLength: 4 }).map((found) => Buffer.concat(found));
};

function deflated(text: Buffer): Buffer {
  return deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
}

/** What one side of a WebSocket sends. @param isMasked as clients must */
export const frames = (isMasked: boolean): Arbitrary<Buffer> =>
  fc.array(frame(isMasked), { maxLength: 5 }).map((found) => Buffer.concat(found));

export const deflateOffer = 'Sec-WebSocket-Extensions: permessage-deflate\r\n';
export const extension = fc.constantFrom(
  '',
  deflateOffer,
  'Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n',
  'Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n',
  'Sec-WebSocket-Extensions: x; y="\r\n',
);
