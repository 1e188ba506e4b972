// How much the model reasoned in a recorded call: `ab --session` and `promote --as scenario` take
// it from the same upstream exchange, the last whole one, whatever the other attempts report.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { sessionToScenario } from '../src/cli/promote/session-to-scenario.ts';
import { readRecordedSession } from '../src/cli/recording/read-recorded.ts';
import type { SessionDescriptor } from '../src/domain/session.ts';
import { readSessionScenario } from '../src/experiment/sources/session-scenario.ts';
import { propertyRuns } from '../src/lib/property-runs.test-support.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { recordDirectly, session } from '../src/store/store.test-support.ts';

const tokenizer = await loadO200kTokenizer();
const upstream: SessionDescriptor = { ...session, id: 's_upstream', side: 'upstream' };
const event = (data: { type: string; [field: string]: unknown }): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
const answer = [
  event({ type: 'message_start' }),
  event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
  event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'hi' } }),
].join('');

interface Attempt {
  readonly isWhole: boolean;
  /** null: it reports no usage. */
  readonly reasoning: number | null;
}

const hello = { role: 'user', content: 'hello' };
const history = [hello, { role: 'assistant', content: [{ type: 'text', text: 'hi' }] }, hello];

/** A call of a client, with the attempts that a gateway made for it, and the call after it. */
function record(attempts: readonly Attempt[]): string {
  const path = join(mkdtempSync(join(tmpdir(), 'turntape-reasoning-')), 'private', 'tape.db');
  const database = openDatabase(path, { mode: 'write' });
  const sink = recordDirectly(database);
  const exchanges = [
    { id: 'x_1', whose: session, linkedTo: null, text: answer, isWhole: true },
    { id: 'x_2', whose: session, linkedTo: null, text: answer, isWhole: true },
    ...attempts.map(({ isWhole, reasoning }, index) => {
      const usage = { input_tokens: 9, output_tokens: 9, total_tokens: 18 };
      const details = { output_tokens_details: { reasoning_tokens: reasoning } };
      const response = reasoning === null ? {} : { usage: { ...usage, ...details } };
      const text = event({ type: 'response.completed', response });
      return { id: `u_${index}`, whose: upstream, linkedTo: 'x_1', text, isWhole };
    }),
  ];
  for (const { id, whose, linkedTo, text, isWhole } of exchanges) {
    const messages = id === 'x_1' ? [hello] : history;
    const body =
      whose === session ? { model: 'm', max_tokens: 9, messages } : { model: 'gpt-5.5', input: [] };
    sink.begin({
      ...{ id, session: whose, linkedTo, method: 'POST', headers: [], startedAtMs: 1 },
      target: whose === session ? '/v1/messages' : '/v1/responses',
      body: Buffer.from(JSON.stringify(body)),
    });
    const headers = [['content-type', 'text/event-stream']] as const;
    sink.responseHead(id, { status: 200, statusText: 'OK', headers, elapsedMs: 1 });
    sink.chunk(id, Buffer.from(text), 2);
    const outcome = isWhole ? 'complete' : 'upstream-aborted';
    sink.end(id, { outcome, error: null, trailers: [], elapsedMs: 3 });
  }
  sink.close();
  database.close();
  return path;
}

const attempts = fc.array(
  fc.record({ isWhole: fc.boolean(), reasoning: fc.option(fc.integer({ min: 1, max: 999 })) }),
  { maxLength: 3 },
);

test('is that of the last whole attempt', () => {
  fc.assert(
    fc.property(attempts, (made) => {
      const database = openDatabase(record(made), { mode: 'read' });
      const last = made.findLast(({ isWhole }) => isWhole)?.reasoning ?? null;
      const played = readSessionScenario(database, 's_one');
      const recorded = readRecordedSession(database, 's_one', {
        ...{ skipFailed: true, turns: undefined },
      });
      const promoted = sessionToScenario(recorded, { name: 'p', allowSecrets: false, tokenizer });
      database.close();
      const counts = [played, promoted].map(
        ({ turns }) => turns[0]?.steps[0]?.reasoningTokens ?? null,
      );
      expect(counts).toEqual([last ?? 300, last ?? 300]);
    }),
    { numRuns: propertyRuns(30) },
  );
});
