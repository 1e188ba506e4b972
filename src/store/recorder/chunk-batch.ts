/** Chunks of a response, one after the other, with the size and the time of each. */
export interface ChunkBatch {
  readonly bytes: Uint8Array;
  readonly sizes: readonly number[];
  /** Of each, ms since the request had arrived whole; null: not known. */
  readonly times: readonly (number | null)[];
}

/** In new memory, so that it can be handed to another thread. */
export function batchOf(parts: readonly Uint8Array[], times: ChunkBatch['times']): ChunkBatch {
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return { bytes, sizes: parts.map((part) => part.length), times };
}

/** One batch of several, in their order. */
export function joinBatches(batches: readonly ChunkBatch[]): ChunkBatch {
  const [only] = batches;
  if (batches.length === 1 && only !== undefined) return only;
  return {
    bytes: batchOf(
      batches.map(({ bytes }) => bytes),
      [],
    ).bytes,
    sizes: batches.flatMap(({ sizes }) => sizes),
    times: batches.flatMap(({ times }) => times),
  };
}
