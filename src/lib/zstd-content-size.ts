// The length of what a zstd frame holds, without unpacking it.

const magicNumber = 0xfd2fb528;
/** Bytes of the size, by the two highest bits of the frame's descriptor. */
const sizeBytesOf = [0, 2, 4, 8] as const;

/**
 * The bytes that a zstd frame unpacks to, as its header says, which what packs in one step writes.
 * Reading it costs nothing, where unpacking a small frame costs more than storing it.
 * Source: RFC 8878, section 3.1.1.1.
 * @returns null: the header does not say it, or it begins with something else
 */
export function zstdContentSize(frame: Uint8Array): number | null {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.byteLength < 5 || view.getUint32(0, true) !== magicNumber) return null;
  const descriptor = view.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeBytes = sizeBytesOf[descriptor >> 6] || (isSingleSegment ? 1 : 0);
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  if (sizeBytes === 0 || view.byteLength < at + sizeBytes) return null;
  switch (sizeBytes) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true) + 256;
    case 4:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}
