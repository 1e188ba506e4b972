/**
 * What the simulated model does in one call. Written by a scenario or derived by the default agent:
 * the simulator models mechanisms, never intelligence.
 */
export interface ModelStep {
  /** Hidden reasoning, in tokens, in front of the output; 0: no reasoning item. */
  readonly reasoningTokens: number;
  /** Reasoning summary texts, sent when the request asks for a summary. */
  readonly summary: readonly string[];
  /** Visible text before the calls; empty: no message item. */
  readonly text: string;
  readonly calls: readonly ModelCall[];
}

export interface ModelCall {
  readonly kind: 'function' | 'custom';
  readonly callId: string;
  readonly name: string;
  /** Function calls: the JSON text exactly as generated. Custom calls: the free-form input. */
  readonly arguments: string;
}

/** `forgets`: the model no longer knows why it made its last call, and makes it again if it may. */
export type Recall = 'remembers' | 'forgets';

/** Decides the next step. Called once per accepted request, in order. */
export interface SimulatedAgent {
  /** @param request the parsed Responses request body, already validated. */
  nextStep(request: unknown, recall: Recall): ModelStep;
}
