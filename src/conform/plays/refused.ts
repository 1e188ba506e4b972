// Plays: the upstream cannot read the reasoning that is sent back: refused at once with a 400, or
// inside the stream. From then on it refuses that reasoning always.
import type { JsonObject } from '../../lib/json.ts';
import type { FaultName } from '../../profiles/fault-names.ts';
import type { AskOptions, Play } from '../stage/stage.ts';
import { call, say } from './steps.ts';

const hasReasoning = (request: JsonObject): boolean =>
  JSON.stringify(request['input'] ?? []).includes('"encrypted_content"');

/** A failed stream without the output that the simulator begins before it fails. */
const withoutOutput = (events: readonly string[]): readonly string[] =>
  events.some((event) => event.includes('"response.failed"'))
    ? events.filter((event) => !/"response\.(output|content|reasoning|function)/.test(event))
    : events;

function refusing(fault: FaultName): Pick<AskOptions, 'faultOf' | 'reshape'> {
  return {
    faultOf: (request) => (hasReasoning(request) ? fault : 'none'),
    reshape: withoutOutput,
  };
}

function refusedPlay(name: string, title: string, fault: FaultName): Play {
  return {
    name,
    title,
    async run(stage) {
      const talk = stage.conversation({ name: 'main' });
      talk.user('List the files.');
      await talk.ask({ label: 'before', ...call([{ id: 'call_refused_01' }]) });
      talk.results(['a.ts']);
      const second = { label: 'refused', ...call([{ id: 'call_refused_02' }]) };
      if (!(await talk.ask({ ...second, ...refusing(fault) }))) return;
      talk.results(['b.ts']);
      await talk.ask({ label: 'afterwards', ...say('Two files.'), ...refusing(fault) });
    },
  };
}

export const refused = refusedPlay(
  'refused',
  'reasoning that the upstream refuses with a 400',
  'encrypted-lost',
);
export const refusedLate = refusedPlay(
  'refused-late',
  'reasoning that the upstream refuses inside the stream',
  'failed-encrypted',
);
