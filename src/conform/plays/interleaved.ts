// Play: answers whose events come in an order that the Responses API allows and clients of the
// Messages API cannot read: items one inside the other, reasoning that is whole only when it is
// done, and a last event that repeats all items.
import { isJsonObject, parseJson } from '../../lib/json.ts';
import { parseSse, renderSse } from '../../wire/sse.ts';
import type { Play } from '../stage/stage.ts';
import { call, say } from './steps.ts';

const dataOf = (event: string): string => parseSse(event)[0]?.data ?? '';

/** All items begin before the first one is filled. */
function startTogether(events: readonly string[]): readonly string[] {
  const isStart = (event: string): boolean => event.includes('"response.output_item.added"');
  const first = events.findIndex(isStart);
  const rest = events.slice(first);
  return [
    ...events.slice(0, first),
    ...rest.filter(isStart),
    ...rest.filter((event) => !isStart(event)),
  ];
}

/**
 * `added` shows the reasoning item without its content, as was seen of the vendor's API, and
 * arguments come when they are done, without deltas.
 */
function withoutEarlyContent(all: readonly string[]): readonly string[] {
  const events = all.filter((event) => !event.includes('"response.function_call_arguments.delta"'));
  return events.map((event) => {
    const data = parseJson(dataOf(event));
    if (!isJsonObject(data) || data['type'] !== 'response.output_item.added') return event;
    const { item } = data;
    if (!isJsonObject(item) || item['type'] !== 'reasoning') return event;
    const hidden = { ...data, item: { ...item, encrypted_content: '' } };
    return renderSse('response.output_item.added', JSON.stringify(hidden));
  });
}

/** The last event repeats all items, as the public API writes it. */
function withWholeEnd(events: readonly string[]): readonly string[] {
  const items = events.flatMap((event) => {
    const data = parseJson(dataOf(event));
    const isDone = isJsonObject(data) && data['type'] === 'response.output_item.done';
    return isDone ? [data['item'] ?? null] : [];
  });
  return events.map((event) => {
    const data = parseJson(dataOf(event));
    if (!isJsonObject(data) || data['type'] !== 'response.completed') return event;
    const { response } = data;
    const whole = {
      ...data,
      response: { ...(isJsonObject(response) ? response : {}), output: items },
    };
    return renderSse('response.completed', JSON.stringify(whole));
  });
}

export const interleaved: Play = {
  name: 'interleaved',
  title: 'answers whose items overlap, or are whole only at the end',
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user('Do three things at once.');
    const three = ['a', 'b', 'c'].map((letter) => ({
      ...{ id: `call_${letter}_0001`, input: `{"command": "echo ${letter}"}` },
    }));
    await talk.ask({
      ...call(three, { text: 'All at once.' }),
      ...{ label: 'items that overlap', reshape: startTogether },
    });
    talk.results(['a', 'b', 'c']);
    await talk.ask({
      ...call([{ id: 'call_d_0001' }]),
      ...{ label: 'reasoning that is whole when it is done', reshape: withoutEarlyContent },
    });
    talk.results(['d']);
    await talk.ask({
      ...say('All is done.'),
      ...{ label: 'an end that repeats all items', reshape: withWholeEnd },
    });
  },
};
