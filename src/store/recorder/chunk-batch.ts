// Chunks of a response on their way to the database: one run of bytes with lists of numbers beside
// it. An object for each chunk would be most of the memory that small ones take.

import { allocateBlock } from '../../lib/large-block.ts';

/** Chunks of a response, one after the other, with the size and the time of each. */
export interface ChunkBatch {
  readonly bytes: Uint8Array;
  readonly sizes: ArrayLike<number>;
  /** Of each, ms since the request had arrived whole; null or NaN: not known. */
  readonly times: ArrayLike<number | null>;
}

/** A batch in memory that belongs to nothing else, so that it can be handed to another thread. */
export interface OwnBatch extends ChunkBatch {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sizes: Uint32Array<ArrayBuffer>;
  readonly times: Float64Array<ArrayBuffer>;
}

/** What a chunk takes besides its bytes, roughly: many small ones fill memory too. */
const chunkOverheadBytes = 50;

/** What chunks count where memory is limited. */
export function weightOf(bytes: number, chunks: number): number {
  return bytes + chunks * chunkOverheadBytes;
}

const firstBytes = 8 * 1024;
const firstChunks = 16;

/** Gathers chunks. What is added is copied. */
export class ChunkGatherer {
  #bytes = allocateBlock(firstBytes);
  #sizes = new Uint32Array(firstChunks);
  #times = new Float64Array(firstChunks);
  #length = 0;
  #count = 0;

  add(chunk: Uint8Array, elapsedMs: number | null): void {
    const length = this.#length + chunk.length;
    if (length > this.#bytes.length) {
      const bytes = allocateBlock(roomFor(length, firstBytes));
      bytes.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = bytes;
    }
    if (this.#count === this.#sizes.length) {
      const room = 2 * this.#count;
      this.#sizes = copyInto(new Uint32Array(room), this.#sizes);
      this.#times = copyInto(new Float64Array(room), this.#times);
    }
    this.#bytes.set(chunk, this.#length);
    this.#sizes[this.#count] = chunk.length;
    this.#times[this.#count] = elapsedMs ?? Number.NaN;
    this.#length = length;
    this.#count++;
  }

  /** What was gathered. Nothing may be added afterwards. */
  batch(): OwnBatch {
    return {
      bytes: this.#bytes.subarray(0, this.#length),
      sizes: this.#sizes.subarray(0, this.#count),
      times: this.#times.subarray(0, this.#count),
    };
  }
}

/** The next power of two, from a least one on. */
function roomFor(length: number, least: number): number {
  let room = least;
  while (room < length) room *= 2;
  return room;
}

function copyInto<Numbers extends { set(other: ArrayLike<number>): void }>(
  target: Numbers,
  source: ArrayLike<number>,
): Numbers {
  target.set(source);
  return target;
}

/** In new memory. @param times one for each part */
export function batchOf(
  parts: readonly Uint8Array[],
  times: readonly (number | null)[],
): ChunkBatch {
  return { bytes: joined(parts), sizes: parts.map((part) => part.length), times };
}

/** One batch of several, in their order. */
export function joinBatches(batches: readonly ChunkBatch[]): ChunkBatch {
  const [only] = batches;
  if (batches.length === 1 && only !== undefined) return only;
  const count = batches.reduce((total, { sizes }) => total + sizes.length, 0);
  const sizes = new Uint32Array(count);
  const times = new Float64Array(count);
  let from = 0;
  for (const batch of batches) {
    sizes.set(batch.sizes, from);
    for (let index = 0; index < batch.times.length; index++) {
      times[from + index] = batch.times[index] ?? Number.NaN;
    }
    from += batch.sizes.length;
  }
  return { bytes: joined(batches.map(({ bytes }) => bytes)), sizes, times };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
