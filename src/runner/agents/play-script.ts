// Goes through a scenario's turns and steps: when who speaks, what waits for what. Knows no protocol.

import type { ScenarioStep, ScenarioTurn } from '../../scenarios/scenario.ts';
import type { AnthropicMessageParam } from '../../wire/anthropic/request.ts';
import type { TrialSetup } from './agent.ts';
import type { AnswerOutcome, Conversation, StepPlace } from './conversation.ts';

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
      const outcome = await playStep(setup, script, { userTurn, step }, conversation);
      if (outcome === 'failed') return false;
      if (outcome === 'left') break;
    }
    if (turn.compactedAs !== undefined) conversation.replace([compaction(turn, turn.compactedAs)]);
  }
  return true;
}

/** Asks until the model has taken this step: it may do the one before once more first. */
async function playStep(
  setup: TrialSetup,
  script: ScenarioStep,
  at: StepPlace,
  conversation: Conversation,
): Promise<AnswerOutcome> {
  for (;;) {
    const outcome = await conversation.ask(script, at);
    if (outcome === 'failed') return outcome;
    const taken = setup.stepDone();
    if (outcome === 'left') return outcome;
    if (!(await playSubagents(setup, taken, conversation))) return 'failed';
    conversation.addResults(taken);
    if (taken.calls.length > 0) setup.clock.advance(taken.toolTimeMs);
    if (taken === script) return outcome;
  }
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
