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

  test('keeps length, case pattern and everything that is neither letter nor digit', () => {
    const text = 'Read "src/myModule.ts" (line 12): FAILED, don\'t retry!\n\t- getElementById\n';
    const out = pseudonymiser.text(text);
    const shape = (value: string): string =>
      value.replaceAll(/[a-z]/g, 'a').replaceAll(/[A-Z]/g, 'A').replaceAll(/[0-9]/g, '0');
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
    ['a phone number in groups', 'call +49 (151) 234-5678', /151|234|5678/],
    ['a phone number in pairs', 'call 01 42 68 53 00', /42|68|53/],
    ['a card', 'pay with 4111 1111 1111 1111 or 5500-0055-5555-5559', /4111|1111|5500|5555/],
    ['a social security number', 'SSN 078-05-1120', /078|1120/],
    ['a PIN', 'the PIN is 4711', /4711/],
    ['a digit after the other', 'the PIN is 4 7 1 1', /4 7 1 1/],
    ['a date', 'born 1/2/1984, moved 2019-03-07', /1984|2019|1\/2\//],
    ['coordinates', 'at 52.520008, 13.404954', /52\.|520008|13\.|404954/],
    ['a price', 'for 1299.95 EUR', /1299|\.95/],
    ['an address of a machine', 'ssh 10.0.0.7 or 8.8.8.8', /10\.0\.0\.7|8\.8\.8\.8/],
    ['an address of a network card', 'via 00:1A:2b:3C:4D:5E', /00:1A|1A:2b|3C:4D|5E/],
    ['another script', 'Привет мир', /Привет|мир/],
  ])('%s does not survive', (_what, text, trace) => {
    expect(pseudonymiser.text(text)).not.toMatch(trace);
  });

  test('single digits and the markers that turntape reads stay', () => {
    const text = '<system-reminder> 3 of 9 at 8 </system-reminder>';
    expect(pseudonymiser.text(text)).toMatch(
      /^<system-reminder> 3 [a-z]{2} 9 [a-z]{2} 8 <\/system-reminder>$/,
    );
  });

  test('the same salt gives the same placeholders, another salt others', () => {
    const text = ownTexts[0] ?? '';
    expect(create().text(text)).toBe(create().text(text));
    expect(create('other').text(text)).not.toBe(create().text(text));
  });
});

describe('numbers of JSON', () => {
  const digits = (text: string): string => text.replaceAll(/[0-9]/g, '0');

  test('keep their shape as JSON writes them, and every run of two digits is another one', () => {
    const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
    fc.assert(
      fc.property(number, (value) => {
        const text = JSON.stringify(value);
        const out = pseudonymiser.number(text);
        expect(digits(out)).toBe(digits(text));
        expect(Number.isFinite(Number(out))).toBe(true);
        const [before = '', after = ''] = [text, out].map((written) => written.split('e')[0]);
        const runs = (written: string): string[] => written.match(/[0-9]{2,}/g) ?? [];
        const same = runs(before).filter((run, index) => run === runs(after)[index]);
        expect(same).toEqual([]);
      }),
    );
  });

  test('are what the same digits are in a text', () => {
    expect(pseudonymiser.text('pay 85000 now')).toContain(pseudonymiser.number('85000'));
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
