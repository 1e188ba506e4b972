import { expect, test } from 'vitest';
import { defaultDatabase } from '../../lib/default-database.ts';
import { renderResume } from './render-command.ts';

const run = { command: 'turntape ab --run r' };

test.each([
  [{ queue: undefined, shard: undefined }, defaultDatabase, ''],
  [{ queue: undefined, shard: '2/4' }, 'part.db', ' --shard 2/4 --db part.db'],
  [{ queue: undefined, shard: undefined }, 'my runs/a.db', " --db 'my runs/a.db'"],
  [
    { queue: 'redis://user:secret@host:1/2', shard: undefined },
    '/data/a.db',
    ' --db /data/a.db --queue redis://host:1/2',
  ],
])('%o in %s continues where it was', (flags, database, more) => {
  expect(renderResume(run, flags, database)).toBe(`turntape ab --run r${more} --resume`);
});
