// Plays: histories that clients send after an interruption, a compaction or a rewind.
import type { AnthropicMessageParam } from '../../wire/anthropic/request.ts';
import type { Play } from '../stage/stage.ts';
import { call, say } from './steps.ts';

export const summaryText = 'This session continues another one. Summary: two files were read.';

const use = (id: string, name = 'Bash'): AnthropicMessageParam => ({
  role: 'assistant',
  content: [{ type: 'tool_use', id, name, input: { command: 'ls' } }],
});
const result = (id: string, content: string): AnthropicMessageParam => ({
  role: 'user',
  content: [{ type: 'tool_result', tool_use_id: id, content }],
});

export const interrupt: Play = {
  name: 'interrupt',
  title: 'a call that the user interrupts, and another question',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user('Run something long.');
    await talk.ask({ label: 'a call', ...call([{ id: 'call_long_0001' }]) });
    talk.user('[Request interrupted by user] Something else.');
    await talk.ask({ label: 'a call without its result', ...say('What then?') });
  },
};

export const orphan: Play = {
  name: 'orphan',
  title: 'a result whose call is gone',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user('Continue.');
    talk.add({ role: 'assistant', content: [{ type: 'text', text: 'I ran it.' }] });
    talk.add(result('call_gone_0001', 'an old result'));
    talk.user('And now?');
    await talk.ask({ label: 'a result without its call', ...say('Nothing more.') });
  },
};

export const reused: Play = {
  name: 'reused',
  title: 'a call id that the history has twice, and one that is long',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user('Run it twice.');
    const long = `toolu_${'x'.repeat(90)}`;
    for (const id of ['call_same', 'call_same', long]) {
      talk.add(use(id), result(id, `result of ${id.slice(0, 12)}`));
    }
    talk.user('What came out?');
    await talk.ask({ label: 'ids that repeat, and a long one', ...say('The same.') });
  },
};

export const compaction: Play = {
  name: 'compaction',
  title: 'a history that a summary replaces',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user('Read both files.');
    await talk.ask({ label: 'a call', ...call([{ id: 'call_compact_1' }]) });
    talk.results(['a and b']);
    await talk.ask({ label: 'an answer', ...say('Both are short.') });
    talk.rewrite(() => []);
    talk.user(summaryText);
    await talk.ask({ label: 'after the compaction', ...say('I continue.') });
  },
};
