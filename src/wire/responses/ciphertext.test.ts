import { expect, test } from 'vitest';
import { isCiphertext } from './ciphertext.ts';

test.each(['gAAAAABk_-x==', 'gAAA+/x=', 'enc1'])('%j may be ciphertext', (text) =>
  expect(isCiphertext(text)).toBe(true),
);

test.each([
  ...['', 'gAAA…xyz', 'gAAA...xyz', '[REDACTED]', 'gAAA AB', 'gAAA\nAB', '***', '{"a":1}'],
  ...['gAAAA====', 'a=b', '<encrypted>', 'redacted', 'null', 'Undefined'],
])('%j is not', (text) => expect(isCiphertext(text)).toBe(false));
