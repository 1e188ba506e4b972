// Play: requests that are not streams: an answer as one message, and a count of tokens.
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { Play } from '../stage/stage.ts';
import { call, say } from './steps.ts';

const whole = (request: AnthropicRequest): AnthropicRequest => ({ ...request, stream: false });

export const plain: Play = {
  name: 'plain',
  title: 'answers that are not streamed, and a count of tokens',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user('List the files.');
    await talk.ask({ label: 'a call', change: whole, ...call([{ id: 'call_plain_01' }]) });
    talk.results(['a.ts']);
    await talk.ask({ label: 'an answer', change: whole, ...say('One file.') });
    talk.user('How long is this?');
    await talk.ask({
      ...{ label: 'a count of tokens', path: '/v1/messages/count_tokens', isLocal: true },
      change: ({ stream: _stream, max_tokens: _max, ...request }) => request,
    });
  },
};
