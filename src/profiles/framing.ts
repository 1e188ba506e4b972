// How many tokens are around the items of a prompt: a parameter where one is given, else the
// profile's.
import { type FoundPeriod, ruleOf } from './find-period.ts';
import type { PromptParameters } from './parameters/prompt-parameters.ts';

export interface Framing {
  /** Of a tool, a message and a call. */
  readonly other: number;
  /** Of a tool's result. */
  readonly result: number;
  /** Of an answer, beside what its output counts: in front of the first text behind it. */
  readonly answer: number;
}

export type FrameParameters = Pick<
  PromptParameters,
  'frame_tokens' | 'result_frame_tokens' | 'answer_frame_tokens'
>;

/** The same around everything. */
export function evenFraming(tokens: number): Framing {
  return { other: tokens, result: tokens, answer: 0 };
}

export function framingIn(period: FoundPeriod, parameters: FrameParameters): Framing {
  const { frame_tokens, result_frame_tokens, answer_frame_tokens } = parameters;
  const given = (value: number | 'profile', name: string): number =>
    value === 'profile' ? ruleOf<number>(period, name) : value;
  return {
    other: frame_tokens,
    result: given(result_frame_tokens, 'result_frame_tokens'),
    answer: given(answer_frame_tokens, 'answer_frame_tokens'),
  };
}
