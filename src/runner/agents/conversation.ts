// What a scenario does to a conversation, whoever keeps its history: the client behind a gateway, or
// Codex itself. `play-script.ts` goes through the script; each agent implements this.

import type { ScenarioStep, ScenarioSubagent, ScenarioTurn } from '../../scenarios/scenario.ts';
import type { AnthropicMessageParam } from '../../wire/anthropic/request.ts';

/** Where in its scenario a request stands; `conversation` is a subagent's id. */
export interface StepPlace {
  readonly userTurn: number;
  readonly step: number;
}

/** `left`: the client did not wait for the answer. `failed`: for good, after retries. */
export type AnswerOutcome = 'kept' | 'left' | 'failed';

export interface Conversation {
  /** How long the history is: a place to come back to. */
  position(): number;
  /** The user speaks; tools that come with this user turn are there from now on. */
  beginTurn(userTurn: number, turn: ScenarioTurn): void;
  /** Sends the history and keeps the answer. */
  ask(step: ScenarioStep, at: StepPlace): Promise<AnswerOutcome>;
  /** Adds the results of a step's calls, and what follows them. */
  addResults(step: ScenarioStep): void;
  /** Forgets what came after a position. */
  rewind(position: number): void;
  /** The history is these messages from now on. */
  replace(messages: readonly AnthropicMessageParam[]): void;
  /** The same history under another session id. */
  fork(): void;
  /** A conversation of its own, in the same session. */
  child(subagent: ScenarioSubagent): Conversation;
}
