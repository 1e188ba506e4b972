// The form of an answer: what differs between the Codex backend and the public API.
import { choice, type ParameterTable } from './parameter.ts';

export interface AnswerParameters {
  readonly completed_output: 'empty' | 'filled';
  readonly content_type: 'none' | 'event-stream';
  readonly metadata_events: 'websocket' | 'always' | 'never';
  readonly websocket: 'accept' | 'refuse';
  readonly model_list: 'empty' | 'profiles';
}

export const answerParameters: ParameterTable<AnswerParameters> = {
  completed_output: {
    accepts: choice('empty', 'filled'),
    default: 'empty',
    meaning: 'the `output` of response.completed: empty as on the Codex backend, or filled',
    source: 'CLIProxyAPI rebuilds it; the vendor API fills it',
    confidence: 'measured by peers',
  },
  content_type: {
    accepts: choice('none', 'event-stream'),
    default: 'none',
    meaning: 'whether the stream names its content type',
    source: 'teamclaude issue 154: the Codex backend sends none',
    confidence: 'measured by peers',
  },
  metadata_events: {
    accepts: choice('websocket', 'always', 'never'),
    default: 'websocket',
    meaning: 'where `codex.rate_limits` and `codex.response.metadata` events are sent',
    source: 'public Codex clients read them over WebSocket, and headers over HTTP',
    confidence: 'measured by peers',
  },
  websocket: {
    accepts: choice('accept', 'refuse'),
    default: 'accept',
    meaning: 'a WebSocket upgrade is accepted, or answered 426, which makes Codex CLI use HTTP',
    source: 'Codex CLI 0.169 captures',
    confidence: 'measured by peers',
  },
  model_list: {
    accepts: choice('empty', 'profiles'),
    default: 'empty',
    meaning:
      'models that `/models` lists for Codex CLI: none, so that it uses its own catalogue and prompt, or the profiles, with a placeholder prompt',
    source: 'Codex CLI 0.169 captures: it takes the prompt of a listed model for its own',
    confidence: 'measured by peers',
  },
};
