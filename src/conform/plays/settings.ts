// Play: settings that change while the session continues: the effort, then the model.
import type { Play } from '../stage/stage.ts';
import { say } from './steps.ts';

const thinking = { type: 'adaptive' };
/** Another model that the simulator knows. */
const otherModel = 'gpt-5.4';

export const settings: Play = {
  name: 'settings',
  title: 'another effort, another model',
  async run(stage) {
    const talk = stage.conversation({
      name: 'main',
      request: { thinking, output_config: { effort: 'low' } },
    });
    talk.user('Question 1.');
    await talk.ask({ label: 'low effort', ...say('Answer 1.') });
    talk.become({ request: { thinking, output_config: { effort: 'high' } } });
    talk.user('Question 2.');
    await talk.ask({ label: 'high effort', ...say('Answer 2.') });
    talk.become({ model: otherModel });
    talk.user('Question 3.');
    await talk.ask({ label: 'another model', ...say('Answer 3.') });
  },
};
