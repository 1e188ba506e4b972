// Play: a question, an answer, and a second question. What a gateway that is set up wrongly fails.
import type { Play } from '../stage/stage.ts';
import { say } from './steps.ts';

export const basic: Play = {
  name: 'basic',
  title: 'a question, an answer, a second question',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user('What is in the repository?');
    if (!(await talk.ask({ label: 'first question', ...say('Three files.') }))) return;
    talk.user('Which of them is the longest?');
    await talk.ask({ label: 'second question', ...say('The second one.') });
  },
};
