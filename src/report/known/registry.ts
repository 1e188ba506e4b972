// Everything that is known before a run, in the order in which it is said.
import type { RunDefinition } from '../../domain/run.ts';
import { cacheKeyAndHeader } from './cache-key-and-header.ts';
import type { KnownFinding } from './known-finding.ts';
import { replayedReasoning } from './replayed-reasoning.ts';

const findings: readonly KnownFinding[] = [replayedReasoning, cacheKeyAndHeader];

/** Sentences about what the arms of a run differ in; empty where nothing is known of it. */
export function describeKnown(definition: RunDefinition): string[] {
  return findings
    .filter((finding) => finding.appliesTo(definition))
    .flatMap((finding) => finding.describe(definition));
}
