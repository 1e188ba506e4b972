// Scenario text -> scenario. Every error names the file, the line and column, the path and what was
// expected there.
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { HarnessError } from '../lib/harness-error.ts';
import { nearestWord } from '../lib/nearest-word.ts';
import { expandScenario } from './expand.ts';
import { findProblems } from './find-problems.ts';
import type { Scenario } from './scenario.ts';
import { scenarioKeys, scenarioSchema } from './schema.ts';

type Path = readonly PropertyKey[];

interface Located {
  readonly path: Path;
  readonly message: string;
}

/**
 * How far into the document an issue points: of a union's branches the deepest is the one meant.
 */
function depthOf(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(...issues.map((issue) => issue.path.length));
}

function locate(issue: z.core.$ZodIssue, base: Path): Located {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const nearest = nearestWord(key, scenarioKeys);
    const hint = nearest && nearest !== key ? `; did you mean \`${nearest}\`?` : '';
    return { path: [...path, key], message: `unknown key \`${key}\`${hint}` };
  }
  if (issue.code === 'invalid_union') {
    const closest = issue.errors
      .filter((branch) => branch.length > 0)
      .sort((a, b) => depthOf(b) - depthOf(a))[0];
    const inner = closest && firstIssue(closest);
    if (inner && closest && (depthOf(closest) > 0 || inner.code === 'unrecognized_keys')) {
      return locate(inner, path);
    }
  }
  const message = issue.message.replace(/^Invalid input: /, '');
  const missing = /^expected (.*), received undefined$/.exec(message)?.[1];
  return { path, message: missing === undefined ? message : `is missing (${missing})` };
}

/** A misspelt key explains the missing one that it was meant to be, so it comes first. */
function firstIssue(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue | undefined {
  return issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
}

/** Position of the deepest node on the path that is in the file. */
function positionOf(document: Document, lines: LineCounter, path: Path): string {
  for (let length = path.length; length >= 0; length--) {
    const at = path.slice(0, length);
    const node = document.getIn(at, true) as { range?: readonly number[] | null } | undefined;
    const offset = keyOffset(document, at) ?? node?.range?.[0];
    if (offset !== undefined) {
      const { line, col } = lines.linePos(offset);
      return `${line}:${col}`;
    }
  }
  return '1:1';
}

/** Where the key of a pair is: better to point at than its value, which may be lines below. */
function keyOffset(document: Document, path: Path): number | undefined {
  const last = path.at(-1);
  if (typeof last !== 'string') return undefined;
  const parent = document.getIn(path.slice(0, -1), true) as
    | { items?: readonly { key?: { value?: unknown; range?: readonly number[] } }[] }
    | undefined;
  return parent?.items?.find((pair) => pair.key?.value === last)?.key?.range?.[0];
}

function describePath(path: Path): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
}

function pathPrefix(path: Path): string {
  return path.length === 0 ? '' : `${describePath(path)}: `;
}

function problem(file: string, position: string, message: string): HarnessError {
  return new HarnessError(
    'bad-input',
    `${file}:${position}: ${message}`,
    'docs/experiment.md describes scenario files',
  );
}

/**
 * @param text the file's content, YAML or JSON
 * @param file its name, for messages
 * @throws HarnessError `bad-input` with `FILE:LINE:COLUMN`, the path and what is expected
 */
export function loadScenario(text: string, file: string): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = document.errors[0];
  if (syntax) {
    const { line, col } = lines.linePos(syntax.pos[0]);
    throw problem(
      file,
      `${line}:${col}`,
      (syntax.message.split('\n')[0] ?? '').replace(/ at line.*/, ''),
    );
  }
  const raise = ({ path, message }: Located): never => {
    // An unknown key at the top says itself where it is.
    const where = path.length < 2 && message.startsWith('unknown key') ? '' : pathPrefix(path);
    throw problem(file, positionOf(document, lines, path), `${where}${message}`);
  };
  const parsed = scenarioSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!parsed.success) {
    const first = firstIssue(parsed.error.issues);
    return raise(first ? locate(first, []) : { path: [], message: 'not a scenario' });
  }
  const scenario = expandScenario(parsed.data);
  const wrong = findProblems(scenario)[0];
  return wrong ? raise(wrong) : scenario;
}
