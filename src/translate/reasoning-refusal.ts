// Whether a backend refused the reasoning that was replayed: then the same request without reasoning
// can succeed. The code decides where there is one that says so; some refusals have only a text.
import type { UpstreamFailure } from '../domain/translation.ts';

const refusalCodes = new Set(['invalid_encrypted_content', 'thinking_signature_invalid']);
const refusalTexts = [
  /encrypted content .*could not be (verified|decrypted)/is,
  /item '.*' of type '.*' was provided without its required/is,
  /item with id 'rs_.*' not found/is,
  /duplicate item found with id rs_/is,
];

/**
 * True when the reasoning cannot be decrypted, has lost what it belongs to, is not found, or is there
 * twice. Means nothing where no reasoning was sent.
 */
export function isReasoningRefusal({ status, code, message }: UpstreamFailure): boolean {
  if (status !== null && status !== 400 && status !== 404) return false;
  return (
    (code !== null && refusalCodes.has(code)) ||
    refusalTexts.some((pattern) => pattern.test(message))
  );
}
