// A model call as telemetry tells of it, made of a recorded exchange or of a turn of a trial.
import type { Exchange } from '../domain/exchange.ts';
import { turntapeNames as names } from '../domain/gen-ai-names.ts';
import type { KeptTurn, RunDefinition, Trial } from '../domain/run.ts';
import type { TokenCounts } from '../domain/token-usage.ts';
import { exchangeAnswer } from '../exchange/answer.ts';
import { decodeBody } from '../exchange/decode-body.ts';
import { exchangeTiming } from '../exchange/timing.ts';
import { exchangeUsage } from '../exchange/usage.ts';
import type { ExplainedCall } from '../explain/explain-call.ts';
import { isJsonObject, type JsonObject, parseJson } from '../lib/json.ts';
import type { Protocol } from '../wire/protocol.ts';
import { type Attributes, knownAttributes } from './records.ts';

/** Where a number comes from, as it is printed too. */
export type TelemetryLabel = 'measured' | 'simulated';

export interface TelemetryCall {
  /** Of the exchange. */
  readonly id: string;
  readonly protocol: Protocol;
  /** As asked for; empty: the request names none. */
  readonly model: string;
  readonly responseModel: string | null;
  readonly effort: string | null;
  readonly isStreamed: boolean;
  /** How the client names the conversation, else the session or trial. */
  readonly conversation: string;
  /** Wall clock, ms since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  /** null: none was reported. */
  readonly usage: TokenCounts | null;
  /** Time to first token, ms; null: there was none. */
  readonly firstChunkMs: number | null;
  /** null: no response. */
  readonly status: number | null;
  /** The backend's code, else how it ended; null: it went well. */
  readonly errorType: string | null;
  /** null: not explained. */
  readonly explained: ExplainedCall | null;
  readonly label: TelemetryLabel;
  /** What only turntape knows of it besides. */
  readonly own: Attributes;
}

/** @param protocol what `findCallProtocol` says of it */
export function exchangeCall(
  exchange: Exchange,
  protocol: Protocol,
  explained: ExplainedCall | null,
  label: TelemetryLabel,
): TelemetryCall {
  const { id, session, startedAtMs, response, end } = exchange;
  const answer = protocol === 'responses' ? exchangeAnswer(exchange) : null;
  return {
    id,
    protocol,
    ...requestFacts(decodeBody(exchange.headers, exchange.body)),
    responseModel: answer?.model ?? null,
    conversation: session.clientSessionId ?? session.id,
    startMs: startedAtMs,
    endMs: startedAtMs + (end?.elapsedMs ?? response?.elapsedMs ?? 0),
    usage: exchangeUsage(exchange),
    firstChunkMs: exchangeTiming(exchange).ttftMs,
    status: response?.status ?? null,
    errorType: answer?.errorCode ?? errorTypeOf(exchange),
    explained,
    label,
    own: knownAttributes({
      [names.exchange]: id,
      [names.session]: session.id,
      [names.client]: session.client,
      [names.kind]: session.kind,
      [names.side]: session.side,
      [names.outcome]: end?.outcome,
    }),
  };
}

function errorTypeOf({ response, end }: Pick<Exchange, 'response' | 'end'>): string | null {
  if (response !== null && response.status >= 400) return String(response.status);
  return end === null || end.outcome === 'complete' ? null : end.outcome;
}

/**
 * @param explained the same turn, as `explain` sees it
 * @param shiftMs from the time of the trial to the wall clock
 */
export function trialCall(
  definition: RunDefinition,
  trial: Trial<KeptTurn>,
  turn: KeptTurn,
  { explained, shiftMs }: Pick<TelemetryCall, 'explained'> & { readonly shiftMs: number },
): TelemetryCall {
  const { exchange } = turn;
  const startMs = exchange.startedAtMs + shiftMs;
  return {
    id: `${trial.id}/${turn.seq}`,
    protocol: 'responses',
    ...requestFacts(decodeBody(exchange.headers, exchange.body)),
    responseModel: turn.answeredBy ?? null,
    conversation: trial.id,
    startMs,
    endMs: startMs + turn.totalMs,
    usage: turn.usage,
    firstChunkMs: turn.ttftMs,
    status: turn.status === 0 ? null : turn.status,
    errorType: turn.errorCode ?? null,
    explained,
    label: definition.label,
    own: trialAttributes(definition, trial),
  };
}

/**
 * From the time of a trial to the wall clock, ms. The simulator's time is its own: a trial is shown
 * as if it had begun with its run.
 */
export function trialShiftMs(
  { label, startedAtMs }: RunDefinition,
  { turns }: Trial<KeptTurn>,
): number {
  return label === 'simulated' ? startedAtMs - (turns[0]?.exchange.startedAtMs ?? 0) : 0;
}

export function trialAttributes(definition: RunDefinition, trial: Trial<KeptTurn>): Attributes {
  return {
    [names.run]: definition.id,
    [names.trial]: trial.id,
    [names.scenario]: trial.scenario,
    [names.arm]: trial.arm,
    [names.variant]: trial.variant,
    [names.repeat]: trial.repeat,
    [names.outcome]: trial.outcome,
  };
}

function requestFacts(
  body: Uint8Array | undefined,
): Pick<TelemetryCall, 'model' | 'effort' | 'isStreamed'> {
  const value = body && parseJson(new TextDecoder().decode(body));
  const request: JsonObject = isJsonObject(value) ? value : {};
  const { model, stream, reasoning, output_config: output } = request;
  const effort = [reasoning, output]
    .map((holder) => (isJsonObject(holder) ? holder['effort'] : undefined))
    .find((one) => typeof one === 'string');
  return {
    model: typeof model === 'string' ? model : '',
    effort: typeof effort === 'string' ? effort : null,
    isStreamed: stream === true,
  };
}
