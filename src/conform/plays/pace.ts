// Plays: when things come. The upstream waits until the client has what was sent, at most so long.
import type { Play } from '../stage/stage.ts';
import { say } from './steps.ts';

/** The simulator sends texts in pieces of 32 characters. */
const early = 'These words come first, at once. ';
const text = `${early}These words come after a while.`;
/** Far more than a gateway needs to pass a piece on. */
const passMsMax = 3_000;
/** Longest silence that is borne: clients and proxies give up after some more. */
const silenceMsMax = 16_000;
const never = /(?!)/;

export const pace: Play = {
  name: 'pace',
  title: 'an answer in two parts, an end that is not a closed connection, a client that leaves',
  async run(stage) {
    const piece = stage.conversation({ name: 'pieces' });
    piece.user('Question.');
    await piece.ask({
      ...say(text),
      label: 'an answer in two parts',
      pause: { before: 'after a while', until: /words come first/, msMax: passMsMax },
    });
    const open = stage.conversation({ name: 'open' });
    open.user('Question.');
    await open.ask({
      ...say('Short.'),
      label: 'a connection that stays open after the end',
      lingers: { until: /message_stop/, msMax: passMsMax },
    });
    const leaving = stage.conversation({ name: 'leaving' });
    leaving.user('Question.');
    await leaving.ask({
      ...say(text),
      ...{ label: 'a client that leaves', leavesAt: 'words come first' },
      pause: { before: 'after a while', until: never, msMax: passMsMax },
    });
  },
};

export const silence: Play = {
  name: 'silence',
  title: 'a model that reasons in silence',
  isSlow: true,
  async run(stage) {
    const talk = stage.conversation({ name: 'main' });
    talk.user('Think about it for long.');
    await talk.ask({
      ...say('Answer.'),
      label: 'a long silence before the first output',
      pause: {
        ...{ before: '"response.output_item.added"', msMax: silenceMsMax },
        // An event of that name, or a comment of the stream.
        until: /\bping\b|^:/m,
      },
    });
  },
};
