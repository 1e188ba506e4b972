// What is known or assumed of a prompt cache: how it counts, what a prompt consists of, how
// requests are routed to it. `explain`, `check` and reports read these whatever the backend is; the
// simulator has them among its own parameters.
import { type CacheParameters, cacheParameters } from './parameters/cache-parameters.ts';
import type { ParameterTable } from './parameters/parameter.ts';
import { type PromptParameters, promptParameters } from './parameters/prompt-parameters.ts';
import { type RoutingParameters, routingParameters } from './parameters/routing-parameters.ts';

export interface CacheModelParameters
  extends CacheParameters,
    RoutingParameters,
    PromptParameters {}

/** Every parameter of the cache model, with its source. */
export const cacheModelParameterTable: ParameterTable<CacheModelParameters> = {
  ...cacheParameters,
  ...routingParameters,
  ...promptParameters,
};

/** Every parameter of the cache model at its default. */
export const defaultCacheModelParameters: CacheModelParameters = Object.fromEntries(
  Object.entries(cacheModelParameterTable).map(([name, row]) => [name, row.default]),
) as unknown as CacheModelParameters;
