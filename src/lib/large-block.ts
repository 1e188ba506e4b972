// Memory for what may be large. A block with its own pages goes back to the system once it is
// collected; one that malloc gave stays with the process, between smaller blocks.

/** From here on a block is worth its own pages. */
const ownPagesMin = 1024 * 1024;

/** @returns memory that no other view shares, holding anything; it can be handed to a thread */
export function allocateBlock(size: number): Uint8Array<ArrayBuffer> {
  if (size < ownPagesMin) return Buffer.allocUnsafeSlow(size);
  // V8 maps what can be resized page by page, and unmaps all of it at the end.
  return new Uint8Array(new ArrayBuffer(size, { maxByteLength: size }), 0, size);
}
