// Play: thinking in the history that this gateway never gave, as after a change of the model.
import type { Play } from '../stage/stage.ts';
import { say } from './steps.ts';

/** Made up, in the form of a vendor's signature. */
const foreignSignature = `ErUBCkYIBRgCKkA${'Zm9yZWlnbi'.repeat(12)}==`;

export const foreign: Play = {
  name: 'foreign',
  title: 'thinking of another vendor in the history',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user('Question 1.');
    talk.add({
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'I looked elsewhere.', signature: foreignSignature },
        { type: 'redacted_thinking', data: foreignSignature },
        { type: 'text', text: 'Answer 1.' },
      ],
    });
    talk.user('Question 2.');
    await talk.ask({ label: 'foreign thinking in the history', ...say('Answer 2.') });
  },
};
