// A scripted agent session: what the client holds (system, tools, user turns, tool results) and what
// the simulated model does. Everything is expanded: fillers are text, calls have ids.

import type { JsonObject } from '../lib/json.ts';
import type { AnthropicContentBlock, AnthropicText } from '../wire/anthropic/content.ts';
import type { AnthropicMessageParam, AnthropicTool } from '../wire/anthropic/request.ts';

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
}

/** One user turn: what the user says, then model calls until the model answers without a call. */
export interface ScenarioTurn {
  /** Pause before the user speaks, ms. */
  readonly thinkTimeMs: number;
  readonly messages: readonly AnthropicMessageParam[];
  /** At least one; only the last has no calls. */
  readonly steps: readonly ScenarioStep[];
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
}

export interface ScenarioCall {
  readonly id: string;
  readonly name: string;
  /** The JSON text exactly as the model generated it. */
  readonly arguments: string;
  readonly result: string | readonly AnthropicContentBlock[];
  /** null: the client sent no `is_error` at all. */
  readonly isError: boolean | null;
}

/** Model calls of a scenario: the requests that a session of it takes when nothing fails. */
export function countSteps(scenario: Scenario): number {
  return scenario.turns.reduce((total, turn) => total + turn.steps.length, 0);
}
