import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { countTokens, encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, test } from 'vitest';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { keptMarkers } from './kept.ts';
import { createPseudonymiser } from './pseudonymise.ts';

const tokenizer: Tokenizer = { name: 'o200k', encode, count: (text) => countTokens(text) };
const create = (salt = 'salt') => createPseudonymiser(salt, tokenizer);
const pseudonymiser = create();

/** Our own prose and code, such as a session holds. */
const ownTexts = [
  'docs/style.md',
  'docs/architecture.md',
  'src/cli/command-line.ts',
  'LICENSE',
].map((path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const words = (text: string): string[] => text.match(/[A-Z]*[a-z]+|[A-Z]+/g) ?? [];

describe('text', () => {
  test('equal words get equal placeholders, different words different ones', () => {
    const [first, second, again] = pseudonymiser.text('banana cherry banana').split(' ');
    expect(first).toBe(again);
    expect(first).not.toBe(second);
  });

  test('keeps length, case pattern and everything that is not a letter', () => {
    const text = 'Read "src/myModule.ts" (line 12): FAILED, don\'t retry!\n\t- getElementById\n';
    const out = pseudonymiser.text(text);
    const shape = (value: string): string =>
      value.replaceAll(/[a-z]/g, 'a').replaceAll(/[A-Z]/g, 'A');
    expect(shape(out)).toBe(shape(text));
  });

  test('no word of more than three letters in these texts maps to itself', () => {
    const markers = new Set(keptMarkers.flatMap(({ text }) => words(text)));
    const same = ownTexts.flatMap((text) => {
      const after = words(pseudonymiser.text(text));
      return words(text).filter(
        (word, index) => word.length > 3 && word === after[index] && !markers.has(word),
      );
    });
    expect(same).toEqual([]);
  });

  test('no two words share a placeholder', () => {
    const owner = new Map<string, string>();
    const shared = ownTexts.flatMap((text) => {
      const after = words(pseudonymiser.text(text));
      return words(text).flatMap((word, index) => {
        if (word.length < 2) return [];
        const placeholder = (after[index] ?? '').toLowerCase();
        const before = owner.get(placeholder) ?? word.toLowerCase();
        owner.set(placeholder, before);
        return before === word.toLowerCase() ? [] : [`${word} and ${before}: ${placeholder}`];
      });
    });
    expect(shared).toEqual([]);
  });

  test.each(ownTexts.map((text, index) => [index, text] as const))(
    'tokens of text %i stay within 3%%',
    (_index, text) => {
      const before = tokenizer.count(text);
      expect(Math.abs(tokenizer.count(pseudonymiser.text(text)) / before - 1)).toBeLessThan(0.03);
    },
  );

  test('a text that continues at a word boundary maps to the continuation', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 8 }), fc.lorem({ maxCount: 8 }), (start, rest) => {
        const longer = pseudonymiser.text(`${start} ${rest}`);
        expect(longer.startsWith(`${pseudonymiser.text(start)} `)).toBe(true);
      }),
    );
  });

  test('any text keeps its length in UTF-16 units and in bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const out = pseudonymiser.text(text);
        expect(out.length).toBe(text.length);

        expect(Buffer.byteLength(out)).toBe(Buffer.byteLength(text));
      }),
    );
  });

  test.each([
    ['an address', 'write to jane.doe@example.com now', /jane|doe@|example/],
    ['a home path', '/home/jane/projects/rocket/src', /jane|rocket|projects/],
    ['a host', 'https://build.corp.example:8443/x', /build|corp|example/],
    ['a UUID', 'id 0191d5a0-1111-7222-8333-944445555566 end', /0191d5a0/],
    ['a commit', 'at 91509861661e3a7403a6d8c7aad03326ba76316e.', /91509861/],
    ['a key', 'key AbCdEfGh1234IjKlMnOp5678QrSt done', /AbCdEfGh1234/],
    ['a phone number', 'call 4915112345678', /15112345678/],
    ['another script', 'Привет мир', /Привет|мир/],
  ])('%s does not survive', (_what, text, trace) => {
    expect(pseudonymiser.text(text)).not.toMatch(trace);
  });

  test('short numbers and the markers that turntape reads stay', () => {
    const text = '<system-reminder> 3 of 4096 at 80 </system-reminder>';
    expect(pseudonymiser.text(text)).toMatch(
      /^<system-reminder> 3 [a-z]{2} 4096 [a-z]{2} 80 <\/system-reminder>$/,
    );
  });

  test('the same salt gives the same placeholders, another salt others', () => {
    const text = ownTexts[0] ?? '';
    expect(create().text(text)).toBe(create().text(text));
    expect(create('other').text(text)).not.toBe(create().text(text));
  });
});

describe('identifiers and ciphertext', () => {
  test.each([
    ['call_Ab12Cd34', /^call_[A-Z][a-z]\d{2}[A-Z][a-z]\d{2}$/],
    ['toolu_01ABCdef', /^toolu_\d{2}[A-Z]{3}[a-z]{3}$/],
    ['0191d5a0-1111-7222-8333-944445555566', /^[0-9a-f-]{14}7[0-9a-f]{3}-8[0-9a-f-]{16}$/],
    ['msg_0191d5a0-1111-7222-8333-944445555566', /^msg_[0-9a-f-]{36}$/],
    [
      `user_${'ab12'.repeat(16)}_account__session_0191d5a0-1111-7222-8333-944445555566`,
      /_session_/,
    ],
  ])('%s keeps its shape and not its value', (id, shape) => {
    expect(pseudonymiser.identifier(id)).toMatch(shape);
    expect(pseudonymiser.identifier(id)).toHaveLength(id.length);
    expect(pseudonymiser.identifier(id)).not.toBe(id);
  });

  test('an id inside prose is the same id as in its own field', () => {
    const id = '0191d5a0-1111-7222-8333-944445555566';
    expect(pseudonymiser.text(`see ${id}:0`)).toContain(pseudonymiser.identifier(id));
  });

  test('many short ids stay different', () => {
    const ids = Array.from({ length: 200 }, (_, index) => `call_${index}a`);
    expect(new Set(ids.map(pseudonymiser.identifier)).size).toBe(200);
  });

  test('ciphertext keeps its head and length', () => {
    const out = pseudonymiser.opaque('gAAAAABodGVzdC1jaXBoZXItdGV4dA==');
    expect(out).toMatch(/^gAAAA[A-Za-z0-9]+==$/);
    expect(out).toHaveLength(32);
    expect(out).not.toContain('BodGVzdC1j');
  });
});
