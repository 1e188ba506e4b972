// Files of packed documents in Codex CLI's trace bundles: zstd, and in it one record after the
// other. A record is the length of its id (2 bytes), that of its document (8 bytes, both
// little-endian), the id and the document. Source: a bundle of Codex 0.171 (`schema_version` 3).

const idLengthBytes = 2;
const headBytes = idLengthBytes + 8;

/**
 * @param bytes unpacked
 * @returns documents by id; of a file that was cut, or is something else, those that are whole
 */
export function readPackedDocuments(bytes: Uint8Array): Map<string, Uint8Array> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const documents = new Map<string, Uint8Array>();
  for (let at = 0; at + headBytes <= buffer.length; ) {
    const from = at + headBytes + buffer.readUInt16LE(at);
    const end = from + Number(buffer.readBigUInt64LE(at + idLengthBytes));
    if (end > buffer.length) break;
    documents.set(buffer.toString('utf8', at + headBytes, from), buffer.subarray(from, end));
    at = end;
  }
  return documents;
}
