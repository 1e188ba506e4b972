// The last body of each session, which the next one is stored against.
import type { BodyBase } from './bodies.ts';

/** Last bodies kept to store the next ones against: sessions at once, and their bytes. */
const basesMax = 64;
const baseBytesMax = 32 * 1024 * 1024;

/** The last body of each session, the longest unused ones dropped first. */
export function createBaseCache(): {
  get(session: string): BodyBase | undefined;
  set(session: string, body: BodyBase): void;
} {
  const bases = new Map<string, BodyBase>();
  let total = 0;
  const drop = (session: string): void => {
    total -= bases.get(session)?.bytes.length ?? 0;
    bases.delete(session);
  };
  return {
    get: (session) => bases.get(session),
    set(session, body) {
      drop(session);
      bases.set(session, body);
      total += body.bytes.length;
      for (const oldest of bases.keys()) {
        if (bases.size <= basesMax && total <= baseBytesMax) break;
        drop(oldest);
      }
    },
  };
}
