// A play of what a real client sends: the system prompt, tools, settings and first messages of a
// recorded request, and a loop of calls of its tools.
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { Play } from '../stage/stage.ts';
import { call, say, type WrittenCall } from './steps.ts';

export const clientPlayName = 'client';

/** Calls of the functions that the gateway offers upstream, by their place in its list. */
function callsOf(request: JsonObject, ids: readonly string[]) {
  const tools = Array.isArray(request['tools']) ? request['tools'].filter(isJsonObject) : [];
  const names = tools.filter(({ type }) => type === 'function').map(({ name }) => String(name));
  const calls = ids.map((id, index): WrittenCall => {
    return { id, name: names[index % names.length] ?? 'Bash', input: '{}' };
  });
  return call(calls).step;
}

/** @param request a client's first request of a session */
export function clientPlay(request: AnthropicRequest): Play {
  const { model: _model, messages, system, tools, metadata: _of, stream: _s, ...fields } = request;
  return {
    name: clientPlayName,
    title: 'the requests of a recorded client',
    async run(stage) {
      const talk = stage.conversation({
        name: 'main',
        system: typeof system === 'string' ? [{ type: 'text', text: system }] : (system ?? []),
        tools: tools ?? [],
        request: fields as JsonObject,
      });
      talk.add(...messages);
      talk.user('List the files.');
      const first = (sent: JsonObject) => callsOf(sent, ['call_client_01']);
      await talk.ask({ label: 'a call', stepOf: first });
      talk.results(['a.ts b.ts']);
      const two = (sent: JsonObject) => callsOf(sent, ['call_client_02', 'call_client_03']);
      await talk.ask({ label: 'two calls at once', stepOf: two });
      talk.results(['second', 'first'], { order: [1, 0] });
      await talk.ask({ label: 'an answer', ...say('Two files.') });
      talk.user('Which is longer?');
      await talk.ask({ label: 'a second answer', ...say('The first.') });
    },
  };
}
