// Rules between the fields of a scenario, which the schema cannot say.

import { isJsonObject, parseJson } from '../lib/json.ts';
import { benefitParameters } from '../profiles/parameters/benefit-parameters.ts';
import type { Scenario, ScenarioStep, ScenarioTurn } from './scenario.ts';

/** What is wrong with the meaning of a scenario whose form is right. */
export interface ScenarioProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Path = ScenarioProblem['path'];

/** Subagents inside subagents: real clients go one deep. */
const depthMax = 3;

function isPermutation(order: readonly number[], length: number): boolean {
  const sorted = [...order].sort((a, b) => a - b);
  return sorted.length === length && sorted.every((value, index) => value === index);
}

/** What a turn does to the history before and after its steps. */
function turnProblems(turn: ScenarioTurn, index: number, path: Path): ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  if (turn.rewindTo !== undefined && turn.rewindTo >= index) {
    problems.push({
      path: [...path, 'rewind_to'],
      message: `expected the number of an earlier turn, below ${index}`,
    });
  }
  const last = turn.steps.at(-1);
  if (turn.compactedAs !== undefined && (last?.text === '' || last?.abandoned === true)) {
    problems.push({ path: [...path, 'compacted_as'], message: 'the turn has no answer to keep' });
  }
  if (turn.interrupted === true && last?.calls.length === 0) {
    problems.push({
      path: [...path, 'interrupted'],
      message: 'the last step has no calls to stop',
    });
  }
  return problems;
}

function stepProblems(step: ScenarioStep, turn: ScenarioTurn, path: Path): ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  const isLast = step === turn.steps.at(-1);
  if (step.abandoned === true && !isLast) {
    problems.push({ path, message: 'an abandoned step ends its turn: start a new turn' });
  }
  const mayCallLast = turn.interrupted === true || step.abandoned === true;
  if (isLast && step.calls.length > 0 && !mayCallLast) {
    problems.push({ path, message: 'the last step of a turn has no calls: it is the answer' });
  }
  if (!isLast && step.calls.length === 0) {
    problems.push({ path, message: 'a step without calls ends its turn: start a new turn' });
  }
  if (step.calls.length === 0 && step.text === '') {
    problems.push({ path, message: 'a step needs `text`, `calls` or both' });
  }
  if (step.mayBeRedone === true && !canBeRedone(step, isLast)) {
    problems.push({
      path: [...path, 'may_be_redone'],
      message: 'only a step with reasoning and calls, none of them a subagent, inside its turn',
    });
  }
  if (!isPermutation(step.resultOrder, step.calls.length)) {
    problems.push({
      path: [...path, 'result_order'],
      message: `expected each call's index once, 0 to ${step.calls.length - 1}`,
    });
  }
  return problems;
}

function canBeRedone(step: ScenarioStep, isLast: boolean): boolean {
  const plainCalls = step.calls.length > 0 && step.calls.every(({ subagent }) => !subagent);
  return plainCalls && step.reasoningTokens > 0 && !isLast;
}

interface Session {
  readonly tools: ReadonlySet<string>;
  readonly ids: Set<string>;
  readonly depth: number;
}

function turnsProblems(
  turns: readonly ScenarioTurn[],
  base: Path,
  session: Session,
): ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  for (const [turnIndex, turn] of turns.entries()) {
    const turnPath = [...base, 'turns', turnIndex];
    problems.push(...turnProblems(turn, turnIndex, turnPath));
    for (const [stepIndex, step] of turn.steps.entries()) {
      const path = [...turnPath, 'steps', stepIndex];
      problems.push(...stepProblems(step, turn, path));
      for (const [callIndex, call] of step.calls.entries()) {
        problems.push(...callProblems(call, [...path, 'calls', callIndex], session));
      }
    }
  }
  return problems;
}

function callProblems(
  call: ScenarioStep['calls'][number],
  path: Path,
  { tools, ids, depth }: Session,
): ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  if (!tools.has(call.name)) {
    problems.push({ path: [...path, 'name'], message: `no tool \`${call.name}\` in \`tools\`` });
  }
  if (ids.has(call.id)) {
    problems.push({ path: [...path, 'id'], message: `the call id \`${call.id}\` is used twice` });
  }
  ids.add(call.id);
  if (!isJsonObject(parseJson(call.arguments))) {
    problems.push({ path: [...path, 'arguments'], message: 'expected the JSON text of an object' });
  }
  const { subagent } = call;
  if (subagent !== undefined) {
    const inner = [...path, 'subagent'];
    if (depth >= depthMax)
      return [...problems, { path: inner, message: 'subagents nest too deep' }];
    const own = new Set(subagent.tools.map(({ name }) => name));
    problems.push(...turnsProblems(subagent.turns, inner, { tools: own, ids, depth: depth + 1 }));
  }
  return problems;
}

/** Empty when the scenario can be played. */
export function findProblems(scenario: Scenario): ScenarioProblem[] {
  const tools = new Set(scenario.tools.map((tool) => tool.name));
  const problems = turnsProblems(scenario.turns, [], { tools, ids: new Set(), depth: 0 });
  for (const name of Object.keys(scenario.simulator ?? {})) {
    // A report says which benefit a run was given; one that hides in a scenario would not be said.
    if (!Object.hasOwn(benefitParameters, name)) continue;
    const message = 'a benefit is an assumption of a run: give it with --sim or --sweep';
    problems.push({ path: ['simulator', name], message });
  }
  for (const [index, { name }] of scenario.tools.entries()) {
    const turn = scenario.lateTools?.[name] ?? 0;
    if (turn >= scenario.turns.length) {
      problems.push({ path: ['tools', index, 'from_turn'], message: 'no turn has this number' });
    }
  }
  return problems;
}
