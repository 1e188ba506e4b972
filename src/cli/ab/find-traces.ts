// `--traces`: files or folders of agent traces -> scenarios, one reasoning assumption for all.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HarnessError } from '../../lib/harness-error.ts';
import { readAgentTrace } from '../../scenarios/agent-trace.ts';
import { scenarioFromTrace } from '../../scenarios/from-agent-traces.ts';
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

/**
 * @param reasoningTokens undefined: not said
 * @throws HarnessError `usage` when nothing says how much the model reasons
 */
export function findTraces(
  paths: readonly string[],
  reasoningTokens: number | undefined,
  cwd: string,
): Scenario[] {
  if (paths.length === 0) return [];
  if (reasoningTokens === undefined || !Number.isInteger(reasoningTokens) || reasoningTokens < 0) {
    throw new HarnessError(
      'usage',
      'traces say nothing of reasoning: --traces needs --reasoning-tokens N, a whole number',
      'Play several values, such as 0, 100, 400 and 1500',
    );
  }
  const files = paths.flatMap((path) => listTraces(resolve(cwd, path)));
  if (files.length === 0) {
    throw new HarnessError('not-found', 'there is no trace (*.json) there', 'Check --traces');
  }
  return files.map((file) => {
    if (statSync(file).size > traceBytesMax) {
      throw new HarnessError('bad-input', `${file} is larger than 256 MiB`, 'Leave it out');
    }
    return scenarioFromTrace(readAgentTrace(readFileSync(file, 'utf8'), file), reasoningTokens);
  });
}
