// Play: two sessions that are named in `metadata.user_id` only, as JSON, by the same device.
import type { Play } from '../stage/stage.ts';
import { playTwins } from './twin-calls.ts';

export const metadata: Play = {
  name: 'metadata',
  title: 'two sessions of one device, named in the metadata only',
  async run(stage) {
    await playTwins(
      ['first', 'second'].map((name) => stage.conversation({ name, isUnnamed: true })),
    );
  },
};
