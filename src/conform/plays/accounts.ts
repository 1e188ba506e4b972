// Play: a session that continues with another key, as behind a pool of accounts.
import type { Play } from '../stage/stage.ts';
import { call, say } from './steps.ts';

export const accounts: Play = {
  name: 'accounts',
  title: 'a session that continues with another key',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user('List the files.');
    await talk.ask({ label: 'the first key', ...call([{ id: 'call_account_01' }]) });
    talk.become({ apiKey: 'sk-turntape-conform-second' });
    talk.results(['a.ts']);
    await talk.ask({ label: 'another key', ...say('One file.') });
  },
};
