import { expect, test } from 'vitest';
import { openDatabase } from '../../store/open-database.ts';
import {
  end,
  exchangeStart,
  head,
  recordDirectly,
  temporaryDatabasePath,
} from '../../store/store.test-support.ts';
import { readSessionFixture } from './session-fixture.ts';

/** Nothing is to be said. */
function fail(line: string): never {
  throw new Error(line);
}

test('a session that no gateway translated: its requests as they are, without an answer', async () => {
  const path = temporaryDatabasePath();
  const database = openDatabase(path, { mode: 'write' });
  const sink = recordDirectly(database);
  const requests = ['one', 'two'].map((content) => ({
    ...{ model: 'claude-opus-5-5', max_tokens: 10, messages: [{ role: 'user', content }] },
  }));
  for (const [index, request] of requests.entries()) {
    const id = `x_${index}`;
    sink.begin(exchangeStart(id, JSON.stringify(request)));
    sink.responseHead(id, head);
    sink.chunk(id, new TextEncoder().encode('event: message_stop\ndata: {}\n\n'), 1);
    sink.end(id, end);
  }
  sink.close();
  database.close();
  const { meta, turns } = await readSessionFixture(path, 's_one', { note: fail, error: fail });
  expect(meta).toMatchObject({ kind: 'anthropic', model: 'claude-opus-5-5' });
  expect(turns.map(({ request, response }) => [request, response])).toEqual(
    requests.map((request) => [request, '']),
  );
});
