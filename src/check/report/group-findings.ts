// One cause often changes many fixtures: differences at the same place of the same file are one
// group.
import { sum } from '../../stats/descriptive.ts';
import type { Difference, FixtureReport, Violation } from '../check-fixture.ts';

export interface FindingGroup<Finding> {
  /** What they have in common, in words. */
  readonly title: string;
  readonly findings: readonly [Finding, ...Finding[]];
}

/** `expected/on/03.request.json` -> `request` */
function fileKind(file: string): string {
  return /\.(\w+)\.(json|sse)$/.exec(file)?.[1] ?? file;
}

/** Indexes are the place in one session; the same field of another item is the same cause. */
function generalise(pointer: string): string {
  return pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*') || '/';
}

function group<Finding>(
  findings: readonly Finding[],
  titleOf: (finding: Finding) => string,
): FindingGroup<Finding>[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const title = titleOf(finding);
    const known = groups.get(title);
    if (known === undefined) groups.set(title, [finding]);
    else known.push(finding);
  }
  return [...groups].map(([title, members]) => ({ title, findings: members }));
}

const what: Readonly<Record<Difference['kind'], string>> = {
  ...{
    value: 'another value',
    missing: 'absent now',
    added: 'new',
    order: 'keys in another order',
  },
};

/**
 * Cached tokens that a group loses: a difference counts its turn and all later ones of its session.
 */
export function groupLoss(findings: readonly Difference[]): number {
  const sessions = new Map<string, number>();
  for (const { fixture, arm, prefix } of findings) {
    const session = `${fixture}\n${arm}`;
    const lost = Math.max(sessions.get(session) ?? 0, prefix?.cached_tokens_lost ?? 0);
    sessions.set(session, lost);
  }
  return sum([...sessions.values()]);
}

/** Largest loss of cached tokens first. */
export function groupDifferences({ differences }: FixtureReport): FindingGroup<Difference>[] {
  const lost = ({ findings }: FindingGroup<Difference>): number => groupLoss(findings);
  return group(
    differences,
    ({ file, pointer, kind }) => `${fileKind(file)} ${generalise(pointer)}: ${what[kind]}`,
  ).toSorted((a, b) => lost(b) - lost(a) || b.findings.length - a.findings.length);
}

export function groupViolations({ violations }: FixtureReport): FindingGroup<Violation>[] {
  return group(violations, ({ invariant, pointer }) => `${invariant} ${generalise(pointer)}`);
}
