// Exports the trials of a run that was played: a trace for each, with its calls and their causes.
import type { KeptTurn, RunDefinition, RunStore } from '../domain/run.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { createExplainer } from '../explain/explain-session.ts';
import { trialCalls, trialParameters } from '../explain/trial-calls.ts';
import { sum } from '../stats/descriptive.ts';
import { type TelemetryCall, trialAttributes, trialCall, trialShiftMs } from './call.ts';
import { callContent, callMeasures, callSpan } from './call-records.ts';
import { describeDelivery, type TelemetryReport } from './describe-delivery.ts';
import type { Exporters } from './open-exporters.ts';
import { holderAttributes } from './session-spans.ts';
import { toSpanId, toTraceId } from './span-ids.ts';

export interface TrialExport {
  readonly definition: RunDefinition;
  /** In the order of playing. */
  readonly trials: readonly string[];
  readonly store: Pick<RunStore, 'readTrial'>;
  readonly exporters: Exporters;
  readonly tokenizer: Tokenizer;
  /** Requests go out too; answers are not kept of a trial. */
  readonly content: boolean;
}

/** Calls between two flushes, and bytes of content: what is kept in memory at a time. */
const callsMax = 500;
const contentBytesMax = 4 * 1024 * 1024;

/** Trials are read one at a time. After a flush of which nothing arrived no more are sent. */
export async function exportTrials(options: TrialExport): Promise<TelemetryReport> {
  const { definition, store, exporters } = options;
  let [settled, skipped, calls, contentBytes] = [0, 0, 0, 0];
  let isFailing = false;
  const flush = async (): Promise<void> => {
    const before = exporters.delivered();
    await exporters.flush();
    const now = exporters.delivered();
    isFailing = now.error !== null && now.spans.sent === before.spans.sent;
    [calls, contentBytes] = [0, 0];
  };
  for (const id of options.trials) {
    const trial = store.readTrial(id);
    if (trial === undefined) continue;
    if (isFailing) {
      skipped += trial.turns.length;
      continue;
    }
    const explainer = createExplainer({
      tokenizer: options.tokenizer,
      parameters: trialParameters(definition, trial),
      rules: 'profile',
    });
    const explained = trialCalls(trial).map((call) => explainer.add(call)?.explained ?? null);
    const told: TelemetryCall[] = [];
    for (const [index, turn] of trial.turns.entries()) {
      const call = trialCall(definition, trial, turn, {
        explained: explained[index] ?? null,
        shiftMs: trialShiftMs(definition, trial),
      });
      told.push(call);
      exporters.span(callSpan(call, { root: id, parentSpanId: toSpanId(id) }));
      for (const measure of callMeasures(call)) exporters.measure(measure);
      if (options.content) {
        const log = callContent(call, requestOf(turn), id);
        contentBytes += log.bytes;
        exporters.log(log);
      }
      settled++;
      calls++;
      if (calls >= callsMax || contentBytes >= contentBytesMax) await flush();
    }
    const lostTokens = sum(explained.map((one) => one?.lost_tokens ?? 0));
    const facts = { calls: told.length, lostTokens, label: definition.label };
    const fallback = definition.startedAtMs;
    exporters.span({
      name: `trial ${trial.scenario}`,
      traceId: toTraceId(id),
      spanId: toSpanId(id),
      parentSpanId: null,
      kind: 'internal',
      startMs: told[0]?.startMs ?? fallback,
      endMs: told.at(-1)?.endMs ?? fallback,
      attributes: holderAttributes(id, facts, trialAttributes(definition, trial)),
      isError: trial.outcome !== 'complete',
    });
  }
  await exporters.close();
  const finished = { missing: 0, delivered: exporters.delivered() };
  return describeDelivery({ calls: settled + skipped, settled, skipped, finished, failure: null });
}

/** A trial's exchange belongs to no recorded session: its request alone is told. */
function requestOf({ exchange: { headers, body, response } }: KeptTurn) {
  return { headers, body, response };
}
