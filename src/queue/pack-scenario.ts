// Scenarios on their way to workers, which have none of the files: the whole of each, as it is
// played, named by its own hash.

import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { HarnessError } from '../lib/harness-error.ts';
import { sha256 } from '../lib/sha256.ts';
import type { PlannedTrial } from '../runner/plan.ts';
import { reasoningParameter } from '../scenarios/assumed-reasoning.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** Largest scenario that is unpacked, in bytes. */
const scenarioBytesMax = 512 * 1024 * 1024;

export interface PackedScenario {
  /** sha256 of its JSON. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Equal for trials that play the same; what is assumed of a trace is part of what is played. */
export function scenarioIdentity({ scenario, variant }: PlannedTrial): string {
  const assumed = scenario.deferred && variant.parameters[reasoningParameter];
  return `${scenario.name}\n${assumed ?? ''}`;
}

/** The scenario that a trial plays. */
export function packScenario({ scenario, variant }: PlannedTrial): PackedScenario {
  const played = scenario.deferred?.open(variant.parameters) ?? scenario;
  const text = JSON.stringify(played);
  return { name: sha256(text), bytes: zstdCompressSync(text) };
}

/**
 * @param bytes null: the queue does not have it
 * @throws HarnessError `bad-input` for what is not what its name says
 */
export function unpackScenario(name: string, bytes: Uint8Array | null): Scenario {
  const text =
    bytes === null
      ? ''
      : zstdDecompressSync(bytes, { maxOutputLength: scenarioBytesMax }).toString('utf8');
  if (sha256(text) === name) return JSON.parse(text) as Scenario;
  throw new HarnessError(
    'bad-input',
    `the scenario ${name.slice(0, 12)} is ${bytes === null ? 'not there' : 'damaged'} in the queue`,
    'Ask for the run again',
  );
}
