// Play: answers that begin well and do not end well.
import type { FaultName } from '../../profiles/fault-names.ts';
import type { Play } from '../stage/stage.ts';
import { say } from './steps.ts';

/** The fault, by the label of its exchange. */
const faults: Readonly<Record<string, FaultName>> = {
  'a stream that fails': 'failed',
  'a stream that is cut': 'cut',
  'an answer that is too long': 'incomplete',
  'an answer that a filter ends': 'content-filter',
  'an overload before any output': 'overloaded',
  'an event that is not JSON': 'malformed-event',
};

const answer = 'This answer is long enough to come in several pieces, so that it can end early.';

export const streams: Play = {
  name: 'streams',
  title: 'streams that fail, break off or are incomplete',
  async run(stage) {
    for (const [label, fault] of Object.entries(faults)) {
      const talk = stage.conversation({ name: label });
      talk.user('Question.');
      await talk.ask({ label, faultOf: () => fault, ...say(answer) });
    }
  },
};
