/**
 * UUIDv7 (RFC 9562 section 5.7) from a wall clock and 10 random bytes, so that ids sort by time.
 * @param epochMs wall clock, ms since 1970
 * @param random 10 bytes, as 20 hex digits
 */
export function uuidV7(epochMs: number, random: string): string {
  const time = Math.floor(epochMs).toString(16).padStart(12, '0');
  // The digits of version and variant take the place of random ones: four bits, and two.
  const variant = '89ab'[Number.parseInt(random.charAt(4), 16) & 3];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(1, 4)}-${variant}${random.slice(5, 8)}-${random.slice(8, 20)}`;
}
