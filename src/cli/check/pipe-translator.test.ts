import { expect, test } from 'vitest';
import type { Fixture } from '../../formats/fixture.ts';
import { pipeTranslator } from './pipe-translator.ts';

test('a program that ends without reading a long request is named by its exit code', () => {
  // Longer than a pipe holds, so that writing it must fail.
  const request = { text: 'x'.repeat(1_000_000) };
  const fixture = { name: 'long', turns: [{ number: '01', request }] } as unknown as Fixture;
  expect(() => pipeTranslator('exit 3', fixture)).toThrow(
    'the translator failed on long, call 01: exit code 3',
  );
});
