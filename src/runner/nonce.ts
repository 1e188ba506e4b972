// Cache isolation: a session of a run must not read what an earlier one left in a real cache. The
// nonce is where the prompt begins (tools are rendered first), and is as long in every arm.

import { sha256 } from '../lib/sha256.ts';
import { fillerText } from '../scenarios/filler.ts';
import type { Scenario, ScenarioTurn } from '../scenarios/scenario.ts';
import { withoutBillingLines } from '../wire/anthropic/billing-header.ts';

const nonceWords = 6;

type Prompt = Pick<Scenario, 'system' | 'tools'>;

function salt({ system, tools }: Prompt, nonce: string): Prompt {
  const [first, ...rest] = tools;
  if (first !== undefined) {
    return {
      system,
      tools: [{ ...first, description: `${nonce}${first.description ?? ''}` }, ...rest],
    };
  }
  const at = system.findIndex(({ text }) => withoutBillingLines(text) !== '');
  return {
    tools,
    system: system.map((entry, index) =>
      index === at ? { ...entry, text: `${nonce}${entry.text}` } : entry,
    ),
  };
}

function saltSubagents(turns: readonly ScenarioTurn[], nonce: string): ScenarioTurn[] {
  return turns.map((turn) => ({
    ...turn,
    steps: turn.steps.map((step) => ({
      ...step,
      calls: step.calls.map((call) =>
        call.subagent === undefined
          ? call
          : { ...call, subagent: saltedSession(call.subagent, nonce) },
      ),
    })),
  }));
}

function saltedSession<Session extends Prompt & Pick<Scenario, 'turns'>>(
  session: Session,
  nonce: string,
): Session {
  return { ...session, ...salt(session, nonce), turns: saltSubagents(session.turns, nonce) };
}

/**
 * The scenario with a nonce in the first tool's description, else in its first system block, and in
 * the same place of every subagent.
 */
export function withNonce(scenario: Scenario, block: string): Scenario {
  return saltedSession(scenario, `Session nonce: ${fillerText(nonceWords, `nonce/${block}`)}. `);
}

/** A session id in the form of the clients' own: a UUID, the same for the same block. */
export function sessionIdOf(block: string): string {
  const hex = sha256(`session/${block}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The id of a session that was forked from another: a new UUID, the same for the same parent. */
export function forkedId(sessionId: string): string {
  return sessionIdOf(`fork/${sessionId}`);
}
