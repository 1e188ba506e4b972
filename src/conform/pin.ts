// A word that only the model of a play can know: it follows from the ciphertext of the
// reasoning in which the model chose it, and is written nowhere else.
import { sha256 } from '../lib/sha256.ts';

const pinChars = 8;

/** @param ciphertext `encrypted_content` of the reasoning, as the upstream gave it */
export function pinOf(ciphertext: string): string {
  return `PIN-${sha256(`pin/${ciphertext}`).slice(0, pinChars)}`;
}
