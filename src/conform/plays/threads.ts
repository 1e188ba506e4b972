// Play: what Claude Code sends to a host that it takes for Anthropic's own: a conversation that the
// server is to keep. The second request brings only what is new.
import type { HeaderList } from '../../lib/header-list.ts';
import type { Play } from '../stage/stage.ts';
import { say } from './steps.ts';

const headers: HeaderList = [['anthropic-beta', 'message-threads-2026-08-12']];
export const threadWord = 'PELICAN';

export const threads: Play = {
  name: 'threads',
  title: 'a conversation that the server is to keep',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user(`Remember ${threadWord}.`);
    await talk.ask({
      ...{ label: 'a thread that begins', headers, ...say('I will.') },
      change: (request) => ({ ...request, thread: { type: 'create' } }),
    });
    talk.user('What was it?');
    await talk.ask({
      ...{ label: 'a thread that continues', headers, isLocal: true, ...say('That word.') },
      change: (request) => ({
        ...request,
        thread: { type: 'continue', previous_message_id: 'msg_0123' },
        messages: request.messages.slice(-1),
      }),
    });
  },
};
