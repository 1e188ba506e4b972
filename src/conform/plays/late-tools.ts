// Play: a tool that the client offers from the second user turn on, in the middle of its list.
import { defaultTools } from '../stage/client-defaults.ts';
import type { Play } from '../stage/stage.ts';
import { say } from './steps.ts';

export const lateToolName = 'mcp__tracker__find';
const late = {
  ...{ name: lateToolName, description: 'Finds a ticket.' },
  input_schema: { type: 'object', properties: { query: { type: 'string' } } },
};

export const lateTools: Play = {
  name: 'late-tools',
  title: 'a tool that comes later, in the middle of the list',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user('Question 1.');
    await talk.ask({ label: 'before the tool', ...say('Answer 1.') });
    talk.become({ tools: [...defaultTools.slice(0, 2), late, ...defaultTools.slice(2)] });
    talk.user('Question 2.');
    await talk.ask({ label: 'with the tool', ...say('Answer 2.') });
  },
};
