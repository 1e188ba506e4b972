// Play: the model chooses a PIN in its reasoning, and is asked for it behind a call. It can say it
// only where that reasoning came back, in front of the call that it produced.
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import { pinOf } from '../pin.ts';
import type { Play } from '../stage/stage.ts';
import { call, say } from './steps.ts';

const callId = 'call_pin_0001';

/** The ciphertext directly in front of the call; null where there is none. */
function reasoningOfCall(request: JsonObject): string | null {
  const input = Array.isArray(request['input']) ? request['input'].filter(isJsonObject) : [];
  const at = input.findIndex((item) => item['call_id'] === callId);
  const before = input[at - 1];
  if (before?.['type'] !== 'reasoning') return null;
  const { encrypted_content: content } = before;
  return typeof content === 'string' && content !== '' ? content : null;
}

export const pin: Play = {
  name: 'pin',
  title: 'a PIN that only the reasoning holds',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user('Choose a PIN, do not tell it yet, and list the files.');
    await talk.ask({ label: 'a PIN is chosen', ...call([{ id: callId }]) });
    talk.results(['a.ts b.ts']);
    await talk.ask({
      label: 'the PIN is asked for',
      stepOf: (request) => {
        const content = reasoningOfCall(request);
        return say(content === null ? 'I know of no PIN.' : `It is ${pinOf(content)}.`).step;
      },
    });
  },
};
