// Plain English. Phrases that a reader has to decode do not come back, and the words that
// docs/glossary.md replaced stay replaced. The documents hold none of them; the source and what is
// printed from it still do, each up to a ceiling that only goes down.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Phrase {
  readonly pattern: RegExp;
  /** What a writer of English says. */
  readonly instead: string;
  /** How often the source and the generated pages may still say it. Lower it, never raise it. */
  readonly ceiling: number;
}

const phrases: readonly Phrase[] = [
  { pattern: /(?<!there )\b(is|are) none\b/gi, instead: 'is not one, is invalid', ceiling: 3 },
  {
    pattern: /(?<!there )\b(is|are) no (?!longer\b|more\b|fewer\b|less\b)/gi,
    instead: 'is not a',
    ceiling: 2,
  },
  { pattern: /\bstands? in\b/gi, instead: 'is in; replaces', ceiling: 4 },
  { pattern: /\bstand-ins?\b/gi, instead: 'placeholder; mock', ceiling: 2 },
  { pattern: /\bmend(s|ed|ing)?\b/gi, instead: 'fix, repair', ceiling: 0 },
  { pattern: /whatever is assumed/gi, instead: 'under every assumption tested', ceiling: 0 },
  { pattern: /\bhas not (its|his|the|a)\b/gi, instead: 'does not have', ceiling: 0 },
  { pattern: /\basks nobody\b/gi, instead: 'sends nothing', ceiling: 0 },
  { pattern: /\bwho wants to\b/gi, instead: 'to do X, ...', ceiling: 0 },
  { pattern: /\bof (its|their|one's|his|your|my|our) own\b/gi, instead: 'its own X', ceiling: 8 },
  { pattern: /\bdearer\b/gi, instead: 'more expensive', ceiling: 0 },
  { pattern: /\bgo(es)? on\b/gi, instead: 'continue', ceiling: 4 },
  { pattern: /\bnothing of\b/gi, instead: 'none of, no', ceiling: 3 },
  { pattern: /\bknows no\b/gi, instead: 'does not know', ceiling: 0 },
  { pattern: /\banew\b/gi, instead: 'again', ceiling: 1 },
  { pattern: /\bin mid-/gi, instead: 'in the middle of', ceiling: 2 },
  { pattern: /\bnobody\b/gi, instead: 'say who, or use the passive', ceiling: 6 },
  { pattern: /\bseed-before\b|\bphase-[12]\b/gi, instead: 'bare, off, on', ceiling: 0 },
];

/** Words that the glossary replaced. In code they may be names, so only prose is searched. */
const replaced: readonly Omit<Phrase, 'ceiling'>[] = [
  { pattern: /\bvoid\b/gi, instead: 'excluded (trial)' },
  { pattern: /\bgaps?\b/gi, instead: 'dropped exchange' },
  { pattern: /\bdoubts\b/gi, instead: 'threat to validity' },
  { pattern: /\btwins?\b/gi, instead: 'counterpart' },
  { pattern: /\bstands?\b(?!-alone)/gi, instead: 'is' },
];

const root = join(import.meta.dirname, '..');
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '');
/** Written by commands from texts in the source. */
const isGenerated = (path: string): boolean =>
  path === 'docs/commands.md' || /^reports\/.*\.md$/.test(path);
const documents = tracked.filter((path) => path.endsWith('.md') && !isGenerated(path));
/** The word list of the pseudonymiser is data, not prose. */
const source = tracked.filter(
  (path) => (/^src\/.*\.ts$/.test(path) && !path.endsWith('-words.ts')) || isGenerated(path),
);

/** Without code: blocks of output and names in backticks say what the program says. */
function proseOf(markdown: string): string {
  return markdown
    .replaceAll(/^ *```[\s\S]*?^ *```$/gm, '')
    .replaceAll(/^ {4}.*$/gm, '')
    .replaceAll(/`[^`\n]*`/g, '``');
}

function findIn(path: string, text: string, { pattern, instead }: Omit<Phrase, 'ceiling'>) {
  return [...text.matchAll(pattern)].map(([found]) => `${path}: "${found}" -> ${instead}`);
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

describe('documents', () => {
  test.each(documents)('%s', (path) => {
    const prose = proseOf(read(path));
    expect([...phrases, ...replaced].flatMap((phrase) => findIn(path, prose, phrase))).toEqual([]);
  });
});

describe('source and generated pages', () => {
  const texts = source.map((path) => ({ path, text: read(path) }));
  test.each(phrases)('$pattern', (phrase) => {
    const found = texts.flatMap(({ path, text }) => findIn(path, text, phrase));
    const message = `${found.length} of at most ${phrase.ceiling}:\n${found.join('\n')}`;
    expect(found.length, message).toBeLessThanOrEqual(phrase.ceiling);
  });
});
