// Encrypted content of a reasoning item, as far as its form tells: base64 of either alphabet. A log
// redactor shortens it with an ellipsis, and some servers put plain text there: a backend refuses
// both.

const form = /^[A-Za-z0-9+/_-]+={0,2}$/;
/** What redactors and printers put in its place. */
const placeholders =
  /^(redacted|removed|omitted|hidden|encrypted|null|none|undefined|true|false)$/i;

/**
 * True for a text that nothing but a backend's encryption could have made, as far as one can see.
 */
export function isCiphertext(text: string): boolean {
  return form.test(text) && !placeholders.test(text);
}
