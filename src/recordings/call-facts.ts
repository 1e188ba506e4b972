// What lists and the prefix map say of one exchange besides its cache: tokens, times, cost, how it
// ended. Read without the request, and once: what has ended does not change.
import type { Database } from 'better-sqlite3';
import { costOf } from '../domain/cost.ts';
import type { Exchange } from '../domain/exchange.ts';
import { exchangeAnswer } from '../exchange/answer.ts';
import { findCallProtocol } from '../exchange/identify-protocol.ts';
import { exchangeTiming } from '../exchange/timing.ts';
import { exchangeUsage } from '../exchange/usage.ts';
import { type UsageView, usageView } from '../exchange/usage-view.ts';
import { findModelPrice } from '../profiles/prices.ts';
import { isDamage } from '../store/compression.ts';
import { type ExchangeSummary, readAnswered } from '../store/exchanges.ts';
import type { Protocol } from '../wire/protocol.ts';
import { roundedMs } from './exchange-view.ts';

export interface CallFacts {
  /** null: the exchange asks no model. */
  readonly protocol: Protocol | null;
  readonly usage: UsageView | null;
  /** USD at list prices; null: no usage, or a model without a known price. */
  readonly cost_usd: number | null;
  readonly ttft_ms: number | null;
  /** From the request's arrival to the end of the answer; null: not known. */
  readonly total_ms: number | null;
  /** One line; null: it went well, or still runs. */
  readonly error: string | null;
}

/** Of finished exchanges, by id. */
export type KnownFacts = Map<string, CallFacts>;

/** Facts that are remembered: some hundred bytes each. */
const knownMax = 100_000;

/** @param known filled with what is read; a reader of one list may leave it out */
export function readCallFacts(
  database: Database,
  { id, model, outcome }: Pick<ExchangeSummary, 'id' | 'model' | 'outcome'>,
  known?: KnownFacts,
): CallFacts | null {
  const found = known?.get(id);
  if (found !== undefined) return found;
  const facts = readFacts(database, id, model);
  if (facts === null) return null;
  if (outcome !== 'running' && known !== undefined) {
    if (known.size >= knownMax) known.clear();
    known.set(id, facts);
  }
  return facts;
}

/** A list of many must not end at one that is damaged. */
function readFacts(database: Database, id: string, model: string | null): CallFacts | null {
  try {
    const answered = readAnswered(database, id);
    return answered === undefined ? null : factsOf(answered, model);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { ...nothingKnown, error: `cannot be read back: ${error.message}` };
  }
}

const nothingKnown = { protocol: null, usage: null, cost_usd: null, ttft_ms: null, total_ms: null };

function factsOf(answered: Omit<Exchange, 'body' | 'session'>, model: string | null): CallFacts {
  const protocol = findCallProtocol(answered);
  const usage = protocol === null ? null : exchangeUsage(answered);
  const month = new Date(answered.startedAtMs).toISOString().slice(0, 7);
  const price = usage === null || model === null ? null : findModelPrice(model, month);
  return {
    protocol,
    usage: usage && usageView(usage),
    cost_usd: usage === null || price === null ? null : costOf(usage, price),
    ttft_ms: roundedMs(exchangeTiming(answered).ttftMs),
    total_ms: roundedMs(answered.end?.elapsedMs ?? null),
    error: errorOf(answered, protocol),
  };
}

function errorOf(
  answered: Omit<Exchange, 'body' | 'session'>,
  protocol: Protocol | null,
): string | null {
  const { end, response } = answered;
  if (end?.error) return end.error;
  if (response !== null && response.status >= 400) return exchangeAnswer(answered).error;
  return protocol === 'responses' && end !== null ? exchangeAnswer(answered).error : null;
}
