// Play: what tool results and messages hold besides text: images, an empty result, a failure.
import type { AnthropicContentBlock } from '../../wire/anthropic/content.ts';
import type { Play } from '../stage/stage.ts';
import { call, say } from './steps.ts';

/** One pixel. */
export const imageData =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9' +
  'awAAAABJRU5ErkJggg==';
export const failureText = 'sh: nope: not found';

const image: AnthropicContentBlock = {
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data: imageData },
};

export const media: Play = {
  name: 'media',
  title: 'images, an empty result, a failed call',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user('What does this picture show?', image);
    await talk.ask({ label: 'a question with an image', ...call([{ id: 'call_shot_0001' }]) });
    talk.results([[{ type: 'text', text: 'taken' }, image]]);
    await talk.ask({ label: 'a result with an image', ...call([{ id: 'call_none_0001' }]) });
    talk.results(['']);
    await talk.ask({ label: 'an empty result', ...call([{ id: 'call_fail_0001' }]) });
    talk.results([failureText], { isError: true });
    await talk.ask({ label: 'a failed call', ...say('It shows one pixel.') });
  },
};
