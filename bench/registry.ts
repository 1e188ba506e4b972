import { explainPart } from './explain.ts';
import { gatewayPart } from './gateway.ts';
import { growthPart } from './growth.ts';
import { liveViewPart } from './live-view.ts';
import { logsPart } from './logs.ts';
import { pagePart } from './page.ts';
import { parquetPart } from './parquet.ts';
import type { BenchPart } from './part.ts';
import { proxyPart } from './proxy.ts';
import { queuePart } from './queue.ts';
import { recorderPart } from './recorder.ts';
import { runnerPart } from './runner.ts';
import { simulatorPart } from './simulator.ts';
import { storagePart } from './storage.ts';
import { tokensPart } from './tokens.ts';
import { tracesPart } from './traces.ts';
import { translatorPart } from './translator.ts';

/** Every part, by the name that `npm run bench -- NAME` takes. */
export const benchParts = {
  translator: translatorPart,
  gateway: gatewayPart,
  proxy: proxyPart,
  recorder: recorderPart,
  storage: storagePart,
  growth: growthPart,
  simulator: simulatorPart,
  runner: runnerPart,
  explain: explainPart,
  traces: tracesPart,
  tokens: tokensPart,
  logs: logsPart,
  queue: queuePart,
  page: pagePart,
  'live-view': liveViewPart,
  parquet: parquetPart,
} as const satisfies Record<string, BenchPart>;
