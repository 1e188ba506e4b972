// Plays: what a session id alone does not tell apart. Two people whose clients name the same
// session, and a subagent beside its parent.
import { sessionIdOf } from '../../runner/nonce.ts';
import type { Play } from '../stage/stage.ts';
import { playTwins } from './twin-calls.ts';

const sessionOf = (marker: string): string => sessionIdOf(`shared/${marker}`);

export const callers: Play = {
  name: 'callers',
  title: 'two keys of clients, one session id, the same call ids',
  async run(stage) {
    const [first, second] = ['first', 'second'].map((name) => stage.conversation({ name }));
    if (first === undefined || second === undefined) return;
    const sessionId = sessionOf(first.marker);
    first.become({ sessionId });
    second.become({ sessionId, apiKey: 'sk-turntape-conform-second' });
    await playTwins([first, second]);
  },
};

export const subagents: Play = {
  name: 'subagents',
  title: 'a subagent in its parent’s session, the same call ids',
  async run(stage) {
    const [main, agent] = ['main', 'agent'].map((name) => stage.conversation({ name }));
    if (main === undefined || agent === undefined) return;
    const sessionId = sessionOf(main.marker);
    main.become({ sessionId });
    agent.become({ sessionId, agentId: 'agent-1' });
    await playTwins([main, agent]);
  },
};
