import { expect, test } from 'vitest';
import { escapeXml } from './escape-xml.ts';

test.each([
  [`a < b & "c" > 'd'`, 'a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;'],
  ['a line\nand\ta tab', 'a line\nand\ta tab'],
  ['what XML cannot hold: \u0000\u001b\ud800', 'what XML cannot hold: \ufffd\ufffd\ufffd'],
  ['beyond the first plane: 😀', 'beyond the first plane: 😀'],
])('%j', (text, escaped) => {
  expect(escapeXml(text)).toBe(escaped);
});
