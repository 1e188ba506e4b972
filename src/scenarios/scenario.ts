// A scripted agent session: what the client holds (system, tools, user turns, tool results) and
// what the simulated model does. Everything is expanded: fillers are text, calls have ids.

import type { Variant } from '../domain/run.ts';
import type { JsonObject } from '../lib/json.ts';
import type { SimulatorParameters } from '../profiles/simulator-parameters.ts';
import type { AnthropicContentBlock, AnthropicText } from '../wire/anthropic/content.ts';
import type { AnthropicMessageParam, AnthropicTool } from '../wire/anthropic/request.ts';
import type { AgentTrace } from './agent-trace.ts';

export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** Where such a session was seen: a document, an issue, a recording. Printed in the report. */
  readonly situation: string;
  /** The model the script was written for; null: whatever the run names. */
  readonly model: string | null;
  /** System blocks as the client sends them, without cache markers. */
  readonly system: readonly AnthropicText[];
  readonly tools: readonly AnthropicTool[];
  /** Other fields of the request body (`max_tokens`, `thinking`, `output_config`, ...). */
  readonly request: JsonObject;
  readonly turns: readonly ScenarioTurn[];
  /** Tools that are not there from the start: name -> 0-based user turn that they come with. */
  readonly lateTools?: Readonly<Record<string, number>>;
  /** What of the simulated backend is part of the situation (faults); over the run's parameters. */
  readonly simulator?: Partial<SimulatorParameters>;
  /** `measured`: how much is reasoned is drawn for each call; absent: as the steps say. */
  readonly reasoning?: 'measured';
  /** Entries that the gateway's reasoning store keeps, where the arm does not say. */
  readonly storeEntries?: '8' | '32' | '128';
  /** What sessions this one is an example of, declared before anything is measured. */
  readonly population?: string;
  /** Files of the folder in which a real client plays: path -> text. Without it none can. */
  readonly repository?: Readonly<Record<string, string>>;
  /** What a tool says to a call of a real model that is not in the script. */
  readonly defaultResult?: ScenarioCall['result'];
  /** `stop`: such a call ends the session instead. */
  readonly onDivergence?: 'stop';
  /** The prompts come from this, block by block, instead of from the turns. */
  readonly trace?: AgentTrace;
  /** What is played is read when its turn comes; this scenario has its name and its sizes only. */
  readonly deferred?: DeferredScenario;
}

/**
 * A session that stays on the disk until it is played: hundreds of traces do not fit into memory.
 */
export interface DeferredScenario {
  /** Of the file. */
  readonly sha256: string;
  readonly modelCalls: number;
  /** New tokens of all of its prompts, as the file has them. */
  readonly promptTokens: number;
  /** @param parameters of the variant that it is played in */
  open(parameters: Variant['parameters']): Scenario;
}

/** One user turn: what the user says, then model calls until the model answers without a call. */
export interface ScenarioTurn {
  /** Pause before the user speaks, ms. */
  readonly thinkTimeMs: number;
  readonly messages: readonly AnthropicMessageParam[];
  /** At least one; only the last has no calls. */
  readonly steps: readonly ScenarioStep[];
  /** Model calls that a real model may take for this turn; absent: twice the script's. */
  readonly stepsMax?: number;
  /** The client goes back to before this earlier user turn, and says this instead. */
  readonly rewindTo?: number;
  /** `fork`: the same history continues under its own session id. */
  readonly session?: 'fork';
  /** The user stops the tools: the last step has calls, their results say so. */
  readonly interrupted?: true;
  /** This turn's answer, after these words, replaces the whole history (compaction). */
  readonly compactedAs?: string;
}

/** A session inside a session: the call that starts it waits for its last answer. */
export interface ScenarioSubagent {
  readonly id: string;
  readonly system: readonly AnthropicText[];
  readonly tools: readonly AnthropicTool[];
  readonly turns: readonly ScenarioTurn[];
}

/** One model call and what the client adds to the history afterwards. */
export interface ScenarioStep {
  readonly reasoningTokens: number;
  readonly summary: readonly string[];
  /** Visible text before the calls; may be empty when there are calls. */
  readonly text: string;
  readonly calls: readonly ScenarioCall[];
  /** How long the tools run, ms; 0 without calls. */
  readonly toolTimeMs: number;
  /** Indices into `calls` in the order in which the results came back. */
  readonly resultOrder: readonly number[];
  /** Messages that follow the tool results (reminders, text typed meanwhile). */
  readonly after: readonly AnthropicMessageParam[];
  /** The client leaves at the first output: no part of this answer goes into the history. */
  readonly abandoned?: true;
  /** A model that forgot what it reasoned here makes the same calls once more (`redone_steps`). */
  readonly mayBeRedone?: true;
}

export interface ScenarioCall {
  readonly id: string;
  readonly name: string;
  /** The JSON text exactly as the model generated it. */
  readonly arguments: string;
  readonly result: string | readonly AnthropicContentBlock[];
  /** null: the client sent no `is_error` at all. */
  readonly isError: boolean | null;
  readonly subagent?: ScenarioSubagent;
}

/**
 * All model calls in the order in which they are made: a subagent's follow the call that starts it.
 */
export function stepsInOrder(turns: readonly ScenarioTurn[]): ScenarioStep[] {
  return turns.flatMap(({ steps }) =>
    steps.flatMap((step) => [
      step,
      ...step.calls.flatMap(({ subagent }) => (subagent ? stepsInOrder(subagent.turns) : [])),
    ]),
  );
}

/** Model calls of a scenario: the requests that a session of it takes when nothing fails. */
export function countSteps(scenario: Scenario): number {
  if (scenario.deferred !== undefined) return scenario.deferred.modelCalls;
  return stepsInOrder(scenario.turns).length;
}
