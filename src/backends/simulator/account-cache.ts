// The prefix caches of one account: routing, rate overflow, and what each machine holds.

import type { PromptChain } from '../../cache-model/prompt-chains.ts';
import { routeRequest } from '../../cache-model/route-request.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { findHeader } from '../../lib/header-list.ts';
import { createSeededRandom, type SeededRandom } from '../../lib/seeded-random.ts';
import { cacheModeOf } from '../../profiles/model-profiles.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { createMachineCache, type MachineCache } from './machine-cache.ts';
import { matchBlocks, matchBreakpoints } from './match-prompt.ts';
import { createRateOverflow } from './rate-overflow.ts';
import { readTurnState } from './turn-state.ts';

/** Tokens that the vendor says routing looks at when there is no key. */
const routedPrefixTokens = 256;

export interface CacheUse {
  readonly machine: number;
  readonly cachedTokens: number;
  /** Tokens that this request writes; null: the cache does not count them (implicit blocks). */
  readonly writtenTokens: number | null;
  /** Holds the prompt from now on, and what was generated where outputs are cached. */
  hold(prompt: PromptChain, whole: PromptChain): void;
}

export interface AccountCache {
  /** Routes a request and looks its prompt up; call `hold` with what is cached afterwards. */
  use(request: ResponsesRequest, headers: HeaderList, prompt: PromptChain, nowMs: number): CacheUse;
}

/** @param seed of what is drawn: the same for every account, so that arms can be compared */
export function createAccountCache(parameters: SimulatorParameters, seed: string): AccountCache {
  const { cache_quantum, cache_capacity_blocks, idle_eviction_ms } = parameters;
  const lottery = createSeededRandom(`${seed}/routing`);
  const failover = createFailover(parameters, createSeededRandom(`${seed}/failover`));
  const machines = new Map<number, MachineCache>();
  const overflow = createRateOverflow(parameters);
  const machineCache = (machine: number): MachineCache => {
    const known = machines.get(machine);
    if (known) return known;
    const created = createMachineCache(cache_capacity_blocks, idle_eviction_ms);
    machines.set(machine, created);
    return created;
  };
  return {
    use(request, headers, prompt, nowMs) {
      const fingerprintBlock = Math.ceil(routedPrefixTokens / cache_quantum) - 1;
      const route = routeRequest(
        {
          sessionHeader: findHeader(headers, 'session-id'),
          promptCacheKey: request.prompt_cache_key,
          prefixFingerprint: String(prompt.blocks[fingerprintBlock] ?? prompt.blocks.at(-1) ?? 0),
          turnStateMachine: readTurnState(findHeader(headers, 'x-codex-turn-state')),
        },
        parameters,
        lottery.next,
      );
      const steps = overflow.step(route.key, nowMs) + failover();
      const machine = (route.machine + steps) % parameters.machines;
      const cache = machineCache(machine);
      const match =
        cacheModeOf(request.model, parameters) === 'implicit' ? matchBlocks : matchBreakpoints;
      const { cachedTokens, writtenTokens, keys } = match(prompt, cache, parameters, nowMs);
      return {
        machine,
        cachedTokens,
        writtenTokens,
        hold: (held, whole) => cache.hold(keys(held, whole), nowMs),
      };
    },
  };
}

/** How many machines further on a request goes by chance; nothing is drawn where none ever does. */
function createFailover(
  { failover_rate, machines }: SimulatorParameters,
  random: SeededRandom,
): () => number {
  return () => {
    if (failover_rate === 0 || random.next() >= failover_rate) return 0;
    return 1 + Math.floor(random.next() * (machines - 1));
  };
}
