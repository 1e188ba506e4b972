// `--traces`: files or folders of agent traces -> scenarios that are read when they are played.

import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readNamedFile } from '../../files/read-named-file.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { sha256 } from '../../lib/sha256.ts';
import { type AgentTrace, readAgentTrace } from '../../scenarios/agent-trace.ts';
import {
  parseReasoningAssumptions,
  type ReasoningAssumption,
} from '../../scenarios/assumed-reasoning.ts';
import { deferredTrace } from '../../scenarios/from-agent-traces.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

/** Largest trace file, in bytes: the largest published one is several megabytes. */
const traceBytesMax = 256 * 1024 * 1024;

function listTraces(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => join(path, name));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HarnessError('not-found', `cannot read ${path}: ${reason}`, 'Check --traces', error);
  }
}

function readTrace(file: string): { trace: AgentTrace; sha256: string } {
  const text = readNamedFile(file);
  return { trace: readAgentTrace(text, file), sha256: sha256(text) };
}

/**
 * @param list undefined: nothing was said
 * @throws HarnessError `usage`
 */
export function readReasoningAssumptions(
  list: string | undefined,
  cwd: string,
): ReasoningAssumption[] {
  if (list === undefined) return [];
  return parseReasoningAssumptions(list, (name) => {
    try {
      return readNamedFile(resolve(cwd, name));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new HarnessError(
        'not-found',
        `cannot read ${name}: ${reason}`,
        'Check --reasoning-tokens',
        error,
      );
    }
  });
}

/**
 * @param assumptions empty: nothing was said
 * @throws HarnessError `usage` when nothing says how much the model reasons
 */
export function findTraces(
  paths: readonly string[],
  assumptions: readonly ReasoningAssumption[],
  cwd: string,
): Scenario[] {
  if (paths.length === 0 && assumptions.length > 0) {
    throw new HarnessError(
      'usage',
      '--reasoning-tokens takes numbers for traces only',
      'Name traces with --traces; scenarios take --reasoning-tokens as-written',
    );
  }
  if (paths.length === 0) return [];
  if (assumptions.length === 0) {
    throw new HarnessError(
      'usage',
      'traces do not count reasoning: --traces needs --reasoning-tokens',
      'Play several assumptions, such as --reasoning-tokens 400,0,100,1500',
    );
  }
  const files = paths.flatMap((path) => listTraces(resolve(cwd, path)));
  if (files.length === 0) {
    throw new HarnessError('not-found', 'there is no trace (*.json) there', 'Check --traces');
  }
  const scenarios = files.map((file) => {
    if (statSync(file).size > traceBytesMax) {
      throw new HarnessError('bad-input', `${file} is larger than 256 MiB`, 'Leave it out');
    }
    return deferredTrace(() => readTrace(file), assumptions);
  });
  const names = scenarios.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new HarnessError(
      'usage',
      `two of the traces are called \`${repeated}\``,
      'Leave one out',
    );
  }
  return scenarios;
}
