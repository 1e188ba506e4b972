// The prefix caches of one account: routing, rate overflow, and what each machine holds.

import { type BlockCache, createBlockCache } from '../../cache-model/block-cache.ts';
import { type MatchedPrompt, matchPrompt } from '../../cache-model/match-prompt.ts';
import type { PromptChain } from '../../cache-model/prompt-chains.ts';
import { routeRequest } from '../../cache-model/route-request.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { findHeader } from '../../lib/header-list.ts';
import { createSeededRandom, type SeededRandom } from '../../lib/seeded-random.ts';
import { cacheRulesOf } from '../../profiles/cache-rules.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import { sum } from '../../stats/descriptive.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { turnStateHeader } from '../../wire/responses/turn-state.ts';
import { createMisses } from './misses.ts';
import { createRateOverflow } from './rate-overflow.ts';
import { readTurnState } from './turn-state.ts';

/** Tokens that the vendor says routing looks at when there is no key. */
const routedPrefixTokens = 256;

export interface CacheUse {
  readonly machine: number;
  readonly cachedTokens: number;
  /** Tokens that this request writes; null: the cache does not count them (implicit blocks). */
  readonly writtenTokens: number | null;
  /**
   * Holds the prompt from now on, and what was generated where outputs are cached.
   * @param whole the prompt with what was generated after it
   */
  hold(whole: PromptChain): void;
}

export interface AccountCache {
  /** Routes a request and looks its prompt up; call `hold` with what is cached afterwards. */
  use(
    request: ResponsesRequest,
    headers: HeaderList,
    prompt: MatchedPrompt,
    nowMs: number,
  ): CacheUse;
  /** Prefixes that all machines hold. */
  heldBlocks(): number;
}

/** @param seed of what is drawn: the same for every account, so that arms can be compared */
export function createAccountCache(parameters: SimulatorParameters, seed: string): AccountCache {
  const { cache_capacity_blocks } = parameters;
  const lottery = createSeededRandom(`${seed}/routing`);
  const failover = createFailover(parameters, createSeededRandom(`${seed}/failover`));
  const machines = new Map<number, BlockCache>();
  const overflow = createRateOverflow(parameters);
  const misses = createMisses(parameters, createSeededRandom(`${seed}/misses`));
  const machineCache = (machine: number): BlockCache => {
    const known = machines.get(machine);
    if (known) return known;
    const created = createBlockCache(cache_capacity_blocks);
    machines.set(machine, created);
    return created;
  };
  return {
    use(request, headers, prompt, nowMs) {
      const { blocks } = prompt.chain;
      const rules = cacheRulesOf(request.model, parameters);
      const fingerprintBlock = Math.ceil(routedPrefixTokens / rules.step) - 1;
      const route = routeRequest(
        {
          sessionHeader: findHeader(headers, 'session-id'),
          promptCacheKey: request.prompt_cache_key,
          prefixFingerprint: String(blocks[fingerprintBlock] ?? blocks.at(-1) ?? 0),
          turnStateMachine: readTurnState(findHeader(headers, turnStateHeader)),
        },
        parameters,
        lottery.next,
      );
      const steps = overflow.step(route.key, nowMs) + failover();
      const machine = (route.machine + steps) % parameters.machines;
      const cache = machineCache(machine);
      const { cachedTokens, writtenTokens, keys } = matchPrompt(
        prompt,
        (key) => cache.isFresh(key, nowMs, rules.idleMs),
        rules,
      );
      return {
        machine,
        cachedTokens: misses.apply(route.key, prompt.chain.cacheTokens, cachedTokens, rules),
        writtenTokens,
        hold: (whole) => cache.hold(keys(whole), nowMs),
      };
    },
    heldBlocks: () => sum([...machines.values()].map((cache) => cache.size())),
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
