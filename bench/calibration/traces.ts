// Agent traces (kv-cache-tester, WEKA; Apache-2.0) through the simulator's own block arithmetic: a
// check of the arithmetic, not a calibration, since the traces say nothing of a real cache.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBlockCache } from '../../src/cache-model/block-cache.ts';
import { countLeadingBlocks, extendChain, startChain } from '../../src/cache-model/prefix-cache.ts';
import { median } from '../../src/stats/descriptive.ts';
import { mean } from '../../src/stats/moments.ts';

interface TraceRequest {
  readonly type: string;
  readonly hash_ids?: readonly number[];
  readonly requests?: readonly TraceRequest[];
}

/** Requests of a session in order, those of its subagents in their place. */
function flatten(requests: readonly TraceRequest[]): TraceRequest[] {
  return requests.flatMap((request) =>
    request.requests === undefined ? [request] : flatten(request.requests),
  );
}

/** Share of a session's blocks that stood at the start of an earlier prompt: an endless cache. */
export function traceHitRatio(prompts: readonly (readonly number[])[]): number {
  const cache = createBlockCache(10_000_000);
  let hits = 0;
  let blocks = 0;
  for (const ids of prompts) {
    // One id stands for one block of the trace: a quantum of one id.
    const { newBlocks } = extendChain(startChain('trace'), ids, 1);
    hits += countLeadingBlocks(newBlocks, cache.isHeld);
    blocks += newBlocks.length;
    cache.hold(newBlocks, 0);
  }
  return hits / blocks;
}

export interface TraceSummary {
  readonly sessions: number;
  readonly requests: number;
  readonly median: number;
  readonly mean: number;
}

/** @param folder of trace files, one session each */
export function summariseTraces(folder: string): TraceSummary {
  const ratios: number[] = [];
  let requests = 0;
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()) {
    const trace = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      requests: TraceRequest[];
    };
    const prompts = flatten(trace.requests).flatMap(({ hash_ids }) => (hash_ids ? [hash_ids] : []));
    requests += prompts.length;
    ratios.push(traceHitRatio(prompts));
  }
  return {
    sessions: ratios.length,
    requests,
    median: median(ratios) ?? Number.NaN,
    mean: mean(ratios) ?? Number.NaN,
  };
}
