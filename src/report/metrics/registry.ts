import { cachedRatio } from './cached-ratio.ts';
import { cachedTokens } from './cached-tokens.ts';
import { costUsd } from './cost-usd.ts';
import { error400 } from './error-400.ts';
import { inputTokens } from './input-tokens.ts';
import type { Metric } from './metric.ts';
import { outputTokens } from './output-tokens.ts';
import { reasoningTokensReplayed } from './reasoning-tokens-replayed.ts';
import { ttftP50, ttftP95 } from './ttft.ts';
import { uncachedInputTokens } from './uncached-input-tokens.ts';

/** Every metric, in the order of the reports: what decides comes first. */
export const metrics: readonly Metric[] = [
  uncachedInputTokens,
  costUsd,
  cachedRatio,
  cachedTokens,
  inputTokens,
  reasoningTokensReplayed,
  outputTokens,
  ttftP50,
  ttftP95,
  error400,
];
