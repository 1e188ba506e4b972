// What a scenario does to a conversation, whoever keeps its history: the client behind a gateway,
// or Codex itself. `play-script.ts` goes through the script; each agent implements this.

import type { ScenarioCall, ScenarioSubagent, ScenarioTurn } from '../../scenarios/scenario.ts';
import type { AnthropicMessageParam } from '../../wire/anthropic/request.ts';

/** A request's place in its scenario; `conversation` is a subagent's id. */
export interface StepPlace {
  readonly userTurn: number;
  readonly step: number;
}

/** A call as the client got it. */
export interface AnsweredCall {
  readonly id: string;
  readonly name: string;
}

/** What a model answered, as far as the script continues from it. */
export interface ModelAnswer {
  readonly text: string;
  readonly calls: readonly AnsweredCall[];
}

/** What a call gave, under the id that the client knows it by. */
export interface CallResult extends Pick<ScenarioCall, 'result' | 'isError'> {
  readonly id: string;
}

export interface Conversation {
  /** How long the history is: a place to come back to. */
  position(): number;
  /** The user speaks; tools that come with this user turn are there from now on. */
  beginTurn(userTurn: number, turn: ScenarioTurn): void;
  /**
   * Sends the history and keeps the answer. `left`: the client did not wait for it. `failed`: there
   * is none for good, after retries.
   * @param leaves the client goes away at the first output
   */
  ask(at: StepPlace, leaves: boolean): Promise<ModelAnswer | 'left' | 'failed'>;
  /**
   * Adds the results of the last answer's calls in the order of completion, and what follows them.
   */
  addResults(results: readonly CallResult[], after: readonly AnthropicMessageParam[]): void;
  /** Forgets what came after a position. */
  rewind(position: number): void;
  /** The history is these messages from now on. */
  replace(messages: readonly AnthropicMessageParam[]): void;
  /** The same history under another session id. */
  fork(): void;
  /** A separate conversation, in the same session. */
  child(subagent: ScenarioSubagent): Conversation;
}
