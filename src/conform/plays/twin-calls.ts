// What conversations do at the same time, step by step: a call with an id that all of them use, its
// result, and an answer that names the conversation.
import type { Conversation } from '../stage/stage.ts';
import { call, say } from './steps.ts';

export async function playTwins(talks: readonly Conversation[]): Promise<void> {
  for (const talk of talks) talk.user('List the files.');
  await Promise.all(
    talks.map((talk) => talk.ask({ label: 'a call', ...call([{ id: 'call_0001' }]) })),
  );
  for (const talk of talks) talk.results(['a.ts b.ts']);
  await Promise.all(
    talks.map((talk) => talk.ask({ label: 'an answer', ...say(`Answer for ${talk.marker}.`) })),
  );
}
