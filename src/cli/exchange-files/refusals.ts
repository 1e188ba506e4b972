// What an import could not store: the first of them one by one, all others as a count by reason. A
// file of another version is refused exchange by exchange, for thousands of them.
import { plural } from '../../lib/plural.ts';
import type { Terminal } from '../../terminal/console.ts';

/** Told one by one, of a file. */
export const toldMax = 5;
/** Reasons that are told apart; what names an id or a number may have as many as exchanges. */
const reasonsMax = 10;

export interface Refusals {
  /** @param index of the exchange in its file, from 0 */
  add(index: number, id: string, reason: string): void;
  /** Tells what was not told yet. */
  summarise(): void;
}

export function createRefusals(path: string, terminal: Pick<Terminal, 'error'>): Refusals {
  let told = 0;
  const others = new Map<string, number>();
  return {
    add(index, id, reason) {
      if (told < toldMax) {
        told++;
        terminal.error(`${path}: exchange ${index + 1}, ${id} cannot be stored: ${reason}`);
        return;
      }
      const known = others.has(reason) || others.size < reasonsMax ? reason : 'other reasons';
      others.set(known, (others.get(known) ?? 0) + 1);
    },
    summarise() {
      for (const [reason, count] of others) {
        terminal.error(`${path}: ${plural(count, 'more exchange')} cannot be stored: ${reason}`);
      }
    },
  };
}
