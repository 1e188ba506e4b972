// Play: two sessions at once. Their calls have the same ids, as clients that count them give.
import type { Play } from '../stage/stage.ts';
import { playTwins } from './twin-calls.ts';

export const sessions: Play = {
  name: 'sessions',
  title: 'two sessions at once with the same call ids',
  async run(stage) {
    await playTwins(['first', 'second'].map((name) => stage.conversation({ name })));
  },
};
