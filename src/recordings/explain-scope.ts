// A recorded session explained call by call, again and again while it is recorded: what was
// explained is not read again.
import type { Database } from 'better-sqlite3';
import type { SessionSummary } from '../domain/session.ts';
import {
  createExplainer,
  type ExplainedStep,
  type Explainer,
  type ExplainOptions,
} from '../explain/explain-session.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { readSession } from '../store/sessions.ts';
import { listScope } from './list-scope.ts';
import { readCalls, sessionRuleSet } from './session-calls.ts';

/**
 * `reset`: what was said before does not hold any more, for a call that began earlier has ended
 * since.
 */
export type ScopeNews =
  | { readonly type: 'reset' }
  | { readonly type: 'step'; readonly id: string; readonly step: ExplainedStep };

export interface ScopeExplainer {
  /**
   * What is new since the last time; calls that still run are left for the next one.
   * @throws HarnessError `not-found`
   */
  news(database: Database): Generator<ScopeNews>;
}

export function createScopeExplainer(
  session: string,
  options: Omit<ExplainOptions, 'rules'>,
): ScopeExplainer {
  let explainer: Explainer | null = null;
  let fed: string[] = [];
  return {
    *news(database) {
      const found = assertSession(database, session);
      const ended = listScope(database, session).filter(({ isEnded }) => isEnded);
      const isContinued = fed.every((id, index) => ended[index]?.id === id);
      if (explainer === null || !isContinued) {
        if (explainer !== null) yield { type: 'reset' };
        const rules = sessionRuleSet(database, found);
        explainer = createExplainer({ ...options, rules });
        fed = [];
      }
      for (const call of readCalls(database, ended.slice(fed.length))) {
        fed.push(call.id);
        const step = explainer.add(call);
        if (step !== null) yield { type: 'step', id: call.id, step };
      }
    },
  };
}

function assertSession(database: Database, session: string): SessionSummary {
  const found = readSession(database, session);
  if (found !== undefined) return found;
  throw new HarnessError('not-found', `there is no session ${session}`, 'turntape sessions');
}
