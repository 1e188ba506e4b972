// Play: messages of role system inside the conversation, as newer versions of Claude Code send them
// with every turn; one of them between a call and its result.
import type { Play } from '../stage/stage.ts';
import { call, say } from './steps.ts';

export const reminderOf = (turn: number): string =>
  `<total_tokens>${100_000 - 500 * turn} tokens left</total_tokens>`;

export const reminders: Play = {
  name: 'reminders',
  title: 'messages of role system in the conversation',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    for (const turn of [1, 2, 3]) {
      if (turn > 1) talk.add({ role: 'system', content: reminderOf(turn) });
      talk.user(`Question ${turn}.`);
      await talk.ask({ label: `question ${turn}`, ...say(`Answer ${turn}.`) });
    }
    talk.user('Now run something.');
    await talk.ask({ label: 'a call', ...call([{ id: 'call_remind_01' }]) });
    talk.add({ role: 'system', content: reminderOf(4) });
    talk.results(['ran']);
    await talk.ask({ label: 'a reminder between call and result', ...say('It ran.') });
  },
};
