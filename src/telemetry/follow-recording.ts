// Exports the calls of a recording while it is made: told which have ended, it reads them from the
// database, explains them, and hands them to the exporters. The database is the queue: what is not
// sent yet costs its id.
import type { Database } from 'better-sqlite3';
import type { Exchange } from '../domain/exchange.ts';
import type { SessionDescriptor } from '../domain/session.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { findCallProtocol } from '../exchange/identify-protocol.ts';
import type { ExplainedCall } from '../explain/explain-call.ts';
import { defaultCacheModelParameters } from '../profiles/cache-model-parameters.ts';
import { createScopeExplainer, type ScopeExplainer } from '../recordings/explain-scope.ts';
import { readExchange } from '../store/exchanges.ts';
import { readDatabase } from '../store/read-database.ts';
import { readSession } from '../store/sessions.ts';
import { exchangeCall, type TelemetryLabel } from './call.ts';
import { callContent, callMeasures, callSpan } from './call-records.ts';
import type { Exporters } from './open-exporters.ts';
import type { SpanRecord } from './records.ts';
import { createSessionSpans } from './session-spans.ts';
import { toSpanId } from './span-ids.ts';

export interface FollowOptions {
  /** Path of the database. */
  readonly database: string;
  readonly exporters: Exporters;
  readonly tokenizer: Tokenizer;
  readonly label: TelemetryLabel;
  /** A gateway records both of its sides: tokens are those of the upstream side. */
  readonly isGateway: boolean;
  readonly content: boolean;
  /** This recorder, among those of a session. */
  readonly instance: string;
}

export interface RecordingFollower {
  /** A call has ended, and will be in the database. */
  ended(id: string, session: string): void;
  /** Calls that were not found in the database yet. */
  waiting(): number;
  /** Exports what is in the database by now. @returns calls that are done with */
  look(): Promise<number>;
  /** Sends what is over of sessions that have been quiet. @param nowMs wall clock */
  endQuiet(nowMs: number): Promise<void>;
  /**
   * Nothing more comes: sends the sessions too.
   * @returns calls that never came into the database
   */
  finish(): Promise<number>;
}

/** Sessions whose prompts are remembered, each with the texts of its history. */
const explainersMax = 32;
/** Calls between two flushes, and bytes of content: what is kept in memory at a time. */
const callsMax = 500;
const contentBytesMax = 4 * 1024 * 1024;

export function followRecording(options: FollowOptions): RecordingFollower {
  const { exporters } = options;
  const pending = new Map<string, Set<string>>();
  const explainers = new Map<string, ScopeExplainer>();
  const sessions = createSessionSpans(options.instance);
  let [calls, contentBytes] = [0, 0];

  const explainerOf = (session: string): ScopeExplainer => {
    const known = explainers.get(session) ?? createScopeExplainer(session, explainOptions);
    explainers.delete(session);
    explainers.set(session, known);
    for (const oldest of explainers.keys()) {
      if (explainers.size <= explainersMax) break;
      explainers.delete(oldest);
    }
    return known;
  };
  const explainOptions = {
    tokenizer: options.tokenizer,
    parameters: defaultCacheModelParameters,
  };

  /** Of the calls that wait, as far as they can be explained. */
  const explain = (
    database: Database,
    session: string,
    waiting: ReadonlySet<string>,
  ): Map<string, ExplainedCall> => {
    const found = new Map<string, ExplainedCall>();
    try {
      for (const news of explainerOf(session).news(database)) {
        // A `reset` tells all calls again; those that were sent stay as they were.
        if (news.type === 'step' && waiting.has(news.id)) found.set(news.id, news.step.explained);
      }
    } catch {
      // The call is sent without a cause; `explain` says what is wrong with the session.
      explainers.delete(session);
    }
    return found;
  };

  const send = (database: Database, exchange: Exchange, explained: ExplainedCall | null): void => {
    const protocol = findCallProtocol(exchange);
    if (protocol === null) return;
    const { session, linkedTo } = exchange;
    const isTranslated = options.isGateway && session.side === 'client';
    const call = exchangeCall(exchange, protocol, explained, options.label);
    const holder = holderOf(database, exchange);
    const root = holder.parent ?? holder.id;
    const { spanId, ended } = sessions.add(holder, call, linkedTo === null);
    const parentSpanId = linkedTo === null ? spanId : toSpanId(linkedTo);
    exporters.span(callSpan(call, { root, parentSpanId }, isTranslated));
    if (!isTranslated) for (const measure of callMeasures(call)) exporters.measure(measure);
    for (const span of ended) exporters.span(span);
    if (options.content) {
      const log = callContent(call, exchange, root);
      contentBytes += log.bytes;
      exporters.log(log);
    }
    calls++;
  };

  const flush = async (): Promise<void> => {
    [calls, contentBytes] = [0, 0];
    await exporters.flush();
  };

  const sendSpans = async (spans: readonly SpanRecord[]): Promise<void> => {
    for (const [index, span] of spans.entries()) {
      exporters.span(span);
      if (index % callsMax === callsMax - 1) await exporters.flush();
    }
  };

  const look = (): Promise<number> =>
    readDatabase(options.database, async (database) => {
      let done = 0;
      for (const [session, ids] of [...pending]) {
        const isExplained = !(
          options.isGateway && readSession(database, session)?.side === 'client'
        );
        const explained = isExplained ? explain(database, session, ids) : new Map();
        for (const id of [...ids]) {
          const exchange = readExchange(database, id);
          // The recorder writes behind the traffic.
          if (exchange === undefined || exchange.end === null) continue;
          send(database, exchange, explained.get(id) ?? null);
          ids.delete(id);
          done++;
          if (calls >= callsMax || contentBytes >= contentBytesMax) await flush();
          // What the parent tells is heard between two calls.
          else await new Promise((resolve) => setImmediate(resolve));
        }
        if (ids.size === 0) pending.delete(session);
      }
      if (calls > 0) await flush();
      return done;
    });

  const waiting = (): number => [...pending.values()].reduce((sum, { size }) => sum + size, 0);

  return {
    ended(id, session) {
      const ids = pending.get(session) ?? new Set();
      pending.set(session, ids.add(id));
    },
    waiting,
    look: async () => (pending.size === 0 ? 0 : look()),
    async endQuiet(nowMs) {
      const spans = sessions.endQuiet(nowMs);
      await sendSpans(spans);
      if (spans.length > 0) await flush();
    },
    async finish() {
      if (pending.size > 0) await look();
      const missing = waiting();
      await sendSpans(sessions.end());
      await exporters.close();
      return missing;
    },
  };
}

/** The session whose span holds the call: of the client that sent it, or caused it. */
function holderOf(database: Database, { session, linkedTo }: Exchange): SessionDescriptor {
  const cause = linkedTo === null ? undefined : readExchange(database, linkedTo);
  return cause?.session ?? session;
}
