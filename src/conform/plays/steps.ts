// Steps of the simulated model, as plays write them.
import type { ModelStep } from '../../domain/model-step.ts';

const reasoningTokens = 320;
const summary = ['**Looking**\n\nThe next step is clear.'];

interface Also {
  /** Hidden reasoning, in tokens; 0: no reasoning item. */
  readonly reasoning?: number;
  readonly text?: string;
}

/** An answer in words. */
export function say(text: string, { reasoning = reasoningTokens }: Also = {}): { step: ModelStep } {
  return { step: { reasoningTokens: reasoning, summary, text, calls: [] } };
}

/** A call as a play writes it; `input` is the JSON text exactly as it is generated. */
export interface WrittenCall {
  readonly id: string;
  readonly name?: string;
  readonly input?: string;
}

/** Keys that are not in order, and spaces that a serialiser would not write. */
export const oddInput = '{"command": "ls  -la",  "cwd":"/tmp"}';

/** Calls of tools. */
export function call(
  calls: readonly WrittenCall[],
  { reasoning = reasoningTokens, text = '' }: Also = {},
): { step: ModelStep } {
  return {
    step: {
      ...{ reasoningTokens: reasoning, summary, text },
      calls: calls.map(({ id, name = 'Bash', input = oddInput }) => ({
        ...{ kind: 'function' as const, callId: id, name, arguments: input },
      })),
    },
  };
}
