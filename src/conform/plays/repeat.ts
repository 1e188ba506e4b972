// Play: the same request twice, as a client sends it that lost its connection.
import type { Play } from '../stage/stage.ts';
import { say } from './steps.ts';

export const repeat: Play = {
  name: 'repeat',
  title: 'the same request twice',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user('What is in the repository?');
    await talk.ask({ label: 'the first time', ...say('Three files.', { reasoning: 0 }) });
    talk.rewrite((history) => history.slice(0, 1));
    await talk.ask({ label: 'the second time', ...say('Three files.', { reasoning: 0 }) });
  },
};
