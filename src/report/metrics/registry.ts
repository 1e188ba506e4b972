// The metrics, in the order of the reports.

import { cacheEfficiency } from './cache-efficiency.ts';
import { cachedRatio } from './cached-ratio.ts';
import { steadyRatio, toolTurnRatio, userTurnRatio, worstTurnRatio } from './cached-ratio-parts.ts';
import { cachedTokens } from './cached-tokens.ts';
import { costUsd } from './cost-usd.ts';
import {
  cacheWriteTokens,
  reasoningTokens,
  reasoningTokensSent,
  recoveries,
  requests,
  retries,
  visibleOutputTokens,
} from './counts.ts';
import { error400 } from './error-400.ts';
import { inputTokens } from './input-tokens.ts';
import type { Metric } from './metric.ts';
import {
  reasoningItemsRefused,
  reasoningItemsReplayed,
  reasoningItemsReturned,
  userTurnsCompleted,
} from './outcomes.ts';
import { outputTokens } from './output-tokens.ts';
import { reasoningTokensReplayed } from './reasoning-tokens-replayed.ts';
import { firstItem, firstText, sessionTime, timePerOutputToken, turnTime } from './times.ts';
import { ttftP50, ttftP95 } from './ttft.ts';
import { uncachedInputTokens } from './uncached-input-tokens.ts';

/** Every metric, in the order of the reports: cost, then what explains it. */
export const metrics: readonly Metric[] = [
  costUsd,
  uncachedInputTokens,
  cachedRatio,
  cachedTokens,
  inputTokens,
  reasoningTokensReplayed,
  outputTokens,
  ttftP50,
  ttftP95,
  error400,
  steadyRatio,
  userTurnRatio,
  toolTurnRatio,
  worstTurnRatio,
  cacheEfficiency,
  cacheWriteTokens,
  reasoningTokens,
  visibleOutputTokens,
  reasoningTokensSent,
  firstItem,
  firstText,
  timePerOutputToken,
  turnTime,
  sessionTime,
  requests,
  retries,
  recoveries,
  userTurnsCompleted,
  reasoningItemsReturned,
  reasoningItemsReplayed,
  reasoningItemsRefused,
];

/** What a reader asked for; the others stand in a table of their own. */
export const mainMetrics = metrics.filter(({ isDetail }) => isDetail !== true);
export const detailMetrics = metrics.filter(({ isDetail }) => isDetail === true);
/** Cost, which judges an arm, and uncached input tokens, which explain it. */
export const headlineMetrics = metrics.filter(({ isHeadline }) => isHeadline);
