// Play: the loop that makes up most of an agent's session. A call, two calls at once whose results
// come back in the other order, an answer, and a second user turn with a call.
import type { Play } from '../stage/stage.ts';
import { call, say } from './steps.ts';

export const tools: Play = {
  name: 'tools',
  title: 'user turns with calls, one after the other and two at once',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user('List the files and read the longest.');
    await talk.ask({ label: 'first call', ...call([{ id: 'call_list_0001' }]) });
    talk.results(['a.ts b.ts']);
    const two = [
      { id: 'call_read_0001', name: 'Read', input: '{"file_path": "b.ts", "encoding":"utf8"}' },
      { id: 'call_grep_0001', name: 'Grep', input: '{"pattern":"x","glob": "*.ts"}' },
    ];
    await talk.ask({ label: 'two calls at once', ...call(two, { text: 'Both at once.' }) });
    talk.results(['no match', 'export const b = 2;'], { order: [1, 0] });
    await talk.ask({ label: 'answer after the calls', ...say('It exports one number.') });
    talk.user('Is that used anywhere?');
    await talk.ask({ label: 'call of the second user turn', ...call([{ id: 'call_grep_0002' }]) });
    talk.results(['a.ts:1']);
    await talk.ask({ label: 'second answer', ...say('Yes, in a.ts.') });
  },
};
