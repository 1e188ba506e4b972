// What of a request is part of the prompt, and what its parts count and weigh.
import {
  choice,
  noSource,
  number,
  type ParameterTable,
  whole,
  wholeOrProfile,
} from './parameter.ts';

export interface PromptParameters {
  readonly context_rule: 'profile' | 'current_turn' | 'all_turns';
  readonly context_requests: 'profile' | 'honoured' | 'ignored';
  readonly turn_boundary: 'profile' | 'user_message' | 'final_answer';
  readonly history_bound_reasoning: 'profile' | 'dropped' | 'kept';
  readonly model_bound_reasoning: 'dropped' | 'kept';
  readonly frame_tokens: number;
  readonly result_frame_tokens: number | 'profile';
  readonly answer_frame_tokens: number | 'profile';
  readonly image_tokens: number;
  readonly reasoning_bytes_per_token: number;
  readonly encryption_epoch: number;
}

const measured = 'real Codex sessions (reports/evidence.md), by model and month (profile decides)';

export const promptParameters: ParameterTable<PromptParameters> = {
  context_rule: {
    accepts: choice('profile', 'current_turn', 'all_turns'),
    default: 'profile',
    meaning:
      'whether reasoning of earlier user turns stays in the prompt, where the request does not decide it',
    source: 'OpenAI reasoning_items cookbook; Codex CLI source comment (profile decides)',
    confidence: 'documented',
  },
  context_requests: {
    accepts: choice('profile', 'honoured', 'ignored'),
    default: 'profile',
    meaning: "whether a request's `reasoning.context` has an effect",
    source: 'OpenAI guide: models from GPT-5.6 on know it (profile decides)',
    confidence: 'documented',
  },
  turn_boundary: {
    accepts: choice('profile', 'user_message', 'final_answer'),
    default: 'profile',
    meaning:
      'what begins a user turn: every user message, or only one behind a final answer (not one behind a tool result)',
    source:
      'open (profile has the value): on real Codex sessions 54% of 111 user messages behind tool results kept earlier reasoning and 30% dropped it; OpenAI cookbook on gpt-oss: the last final answer',
    confidence: 'assumed',
  },
  history_bound_reasoning: {
    accepts: choice('profile', 'dropped', 'kept'),
    default: 'profile',
    meaning:
      'whether reasoning is left out, without an error, where the history before it was changed',
    source:
      'OpenAI guide: keep the prefix unchanged ("newer frontier models"; profile decides which)',
    confidence: 'documented',
  },
  model_bound_reasoning: {
    accepts: choice('dropped', 'kept'),
    default: 'kept',
    meaning: 'whether reasoning is left out, without an error, where another model generated it',
    source:
      '`model_mismatch` in the types of the openai package; which models check it is not known',
    confidence: 'assumed',
  },
  frame_tokens: {
    accepts: whole(0, 64),
    default: 4,
    meaning: 'tokens that frame each tool, message and call in the rendered prompt',
    source: noSource,
    confidence: 'assumed',
  },
  result_frame_tokens: {
    accepts: wholeOrProfile(0, 64),
    default: 'profile',
    meaning: "tokens that frame a tool's result",
    source: measured,
    confidence: 'measured by peers',
  },
  answer_frame_tokens: {
    accepts: wholeOrProfile(0, 64),
    default: 'profile',
    meaning: 'tokens of an answer in later prompts beside what its output counted',
    source: measured,
    confidence: 'measured by peers',
  },
  image_tokens: {
    accepts: whole(0, 100_000),
    default: 1000,
    meaning: 'tokens of an image or file in the prompt',
    source: `${noSource}; the vendor says only that images count`,
    confidence: 'assumed',
  },
  reasoning_bytes_per_token: {
    accepts: number(0, 64),
    default: 4.71,
    meaning:
      'encrypted bytes per reasoning token, beside 688 that every item has (size on the wire; never counted as tokens)',
    source: 'real Codex sessions (reports/evidence.md): 917 characters and 6.28 a token on gpt-5.5',
    confidence: 'measured by peers',
  },
  encryption_epoch: {
    accepts: whole(0, 1_000_000),
    default: 0,
    meaning: 'generation of the account key; another value cannot read what this one wrote',
    source: 'key rotation is named as a cause of invalid_encrypted_content by sub2api 2863',
    confidence: 'assumed',
  },
};
