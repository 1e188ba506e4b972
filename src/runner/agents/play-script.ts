// Goes through a scenario's turns and steps: when who speaks, what waits for what. Knows no protocol.

import type { ScenarioStep, ScenarioTurn } from '../../scenarios/scenario.ts';
import type { AnthropicMessageParam } from '../../wire/anthropic/request.ts';
import type { TrialSetup } from './agent.ts';
import type { Conversation } from './conversation.ts';

/** Plays the turns; false: a request failed for good, and nothing was played after it. */
export async function playScript(
  setup: TrialSetup,
  turns: readonly ScenarioTurn[],
  conversation: Conversation,
): Promise<boolean> {
  const starts: number[] = [];
  for (const [userTurn, turn] of turns.entries()) {
    if (userTurn > 0) setup.clock.advance(turn.thinkTimeMs);
    if (turn.rewindTo !== undefined) conversation.rewind(starts[turn.rewindTo] ?? 0);
    if (turn.session === 'fork') conversation.fork();
    starts.push(conversation.position());
    conversation.beginTurn(userTurn, turn);
    for (const [step, script] of turn.steps.entries()) {
      const outcome = await conversation.ask(script, { userTurn, step });
      if (outcome === 'failed') return false;
      setup.stepDone();
      if (outcome === 'left') break;
      if (!(await playSubagents(setup, script, conversation))) return false;
      conversation.addResults(script);
      if (script.calls.length > 0) setup.clock.advance(script.toolTimeMs);
    }
    if (turn.compactedAs !== undefined) conversation.replace([compaction(turn, turn.compactedAs)]);
  }
  return true;
}

/** One after the other: concurrency inside a session would make its cache a matter of luck. */
async function playSubagents(
  setup: TrialSetup,
  script: ScenarioStep,
  conversation: Conversation,
): Promise<boolean> {
  for (const { subagent } of script.calls) {
    if (subagent === undefined) continue;
    if (!(await playScript(setup, subagent.turns, conversation.child(subagent)))) return false;
  }
  return true;
}

/** The message that stands for everything said so far. */
function compaction(turn: ScenarioTurn, preface: string): AnthropicMessageParam {
  return { role: 'user', content: `${preface}\n\n${turn.steps.at(-1)?.text ?? ''}` };
}
