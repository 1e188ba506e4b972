// The request bodies of one session: each repeats the one before and adds 2 KB to it. In Claude
// Code's order, its cache marker moving from message to message.
import { claudeBody } from './claude-body.ts';

interface Body {
  readonly messages: { role: string; content: { type: string; text: string }[] }[];
}

/** @param bytes size of the first body; the marker is on the last message only */
export function* growingBodies(bytes: number, turns: number): Generator<Uint8Array> {
  const first = JSON.parse(claudeBody(bytes)) as Body;
  const messages: object[] = [...first.messages];
  for (let turn = 0; turn < turns; turn++) {
    const words = Array.from({ length: 250 }, (_, at) =>
      ((turn + 3) * (at + 7) * 7919).toString(36),
    );
    const block = { type: 'text', text: words.join(' ') };
    const marked = { ...block, cache_control: { type: 'ephemeral' } };
    yield Buffer.from(
      JSON.stringify({ ...first, messages: [...messages, { role: 'user', content: [marked] }] }),
    );
    messages.push({ role: 'user', content: [block] });
  }
}
