// Goes through a scenario's turns and steps: when who speaks, what waits for what. Does not know
// any protocol. A simulated model does what the script says; a real one runs free: it ends its turn
// when it likes, and the script is what the user says and what the tools answer.

import type { ScenarioTurn } from '../../scenarios/scenario.ts';
import type { AnthropicMessageParam } from '../../wire/anthropic/request.ts';
import type { TrialSetup } from './agent.ts';
import {
  createResultFinder,
  inCompletionOrder,
  type MatchedCall,
  scriptedResults,
} from './call-results.ts';
import type { Conversation } from './conversation.ts';

/** Plays the turns; false: a request failed for good, and nothing was played after it. */
export async function playScript(
  setup: TrialSetup,
  turns: readonly ScenarioTurn[],
  conversation: Conversation,
): Promise<boolean> {
  const starts: number[] = [];
  for (const [userTurn, turn] of turns.entries()) {
    if (userTurn > 0) await setup.clock.pause(turn.thinkTimeMs);
    if (turn.rewindTo !== undefined) conversation.rewind(starts[turn.rewindTo] ?? 0);
    if (turn.session === 'fork') conversation.fork();
    starts.push(conversation.position());
    conversation.beginTurn(userTurn, turn);
    const text = await playTurn(setup, turn, userTurn, conversation);
    if (text === null) return false;
    if (turn.compactedAs !== undefined) {
      conversation.replace([compaction(turn.compactedAs, text)]);
    }
  }
  return true;
}

/** Plays one user turn; the text of its last answer, or null when the session cannot continue. */
async function playTurn(
  setup: TrialSetup,
  turn: ScenarioTurn,
  userTurn: number,
  conversation: Conversation,
): Promise<string | null> {
  const finder = createResultFinder(setup.scenario, turn);
  const steps = setup.stepTaken === null ? freeSteps(turn) : turn.steps.length;
  let text = '';
  let step = 0;
  while (step < steps) {
    const script = turn.steps[step];
    const answer = await conversation.ask({ userTurn, step }, script?.abandoned === true);
    if (answer === 'failed') return null;
    // A simulated model may do the step before once more first.
    const taken = setup.stepTaken === null ? script : setup.stepTaken();
    if (answer === 'left') break;
    text = answer.text;
    const results =
      setup.stepTaken === null
        ? finder.find(step, answer.calls)
        : scriptedResults(taken, answer.calls);
    if (results === null || !(await playSubagents(setup, results, conversation))) return null;
    if (results.length > 0) {
      conversation.addResults(inCompletionOrder(taken, results), taken?.after ?? []);
      await setup.clock.pause(taken?.toolTimeMs ?? 0);
    } else if (setup.stepTaken === null) break;
    if (taken === script) step++;
  }
  return text;
}

/**
 * Model calls that a real model may take for a user turn: it need not do it in the script's way.
 */
function freeSteps({ steps, stepsMax, interrupted }: ScenarioTurn): number {
  if (interrupted === true) return steps.length;
  return stepsMax ?? 2 * steps.length;
}

/** One after the other: concurrency inside a session would make its cache a matter of luck. */
async function playSubagents(
  setup: TrialSetup,
  results: readonly MatchedCall[],
  conversation: Conversation,
): Promise<boolean> {
  for (const { script } of results) {
    if (script?.subagent === undefined) continue;
    const { subagent } = script;
    if (!(await playScript(setup, subagent.turns, conversation.child(subagent)))) return false;
  }
  return true;
}

/** The message that replaces everything said so far. */
function compaction(preface: string, answer: string): AnthropicMessageParam {
  return { role: 'user', content: `${preface}\n\n${answer}` };
}
