// The real Claude Code through `turntape record`, whose upstream is a `turntape gateway` on the
// simulator. What the client received is compared with what the upstream sent, on the wire.
import { afterAll, expect, test } from 'vitest';
import { listSessions, readBytes, showSession } from './read-back.ts';
import { claudeCommand, createSandbox, run, startServer } from './sandbox.ts';
import { createWiretap } from './wiretap.ts';

const sandbox = createSandbox();
const upstream = createSandbox();
afterAll(() => {
  sandbox.remove();
  upstream.remove();
});

async function startUpstream() {
  const flags = ['--db', upstream.database, '--sim', 'time_scale=0.01', '--model', 'gpt-5.5'];
  const gateway = await startServer(upstream, ['gateway', ...flags]);
  const tap = await createWiretap(gateway.url);
  return {
    tap,
    close: async () => {
      await tap.close();
      await gateway.stop();
    },
  };
}

test('the client receives the bytes that the upstream sent, headers included', async () => {
  const { tap: upstreamTap, close } = await startUpstream();
  const recorder = await startServer(sandbox, [
    ...['record', '--db', sandbox.database, '--upstream-anthropic', upstreamTap.url],
  ]);
  const clientTap = await createWiretap(recorder.url);
  const [command = '', ...args] = claudeCommand;
  const env = { ...sandbox.env, ANTHROPIC_BASE_URL: clientTap.url };
  const finished = await run({ ...sandbox, env }, args, command);
  expect(finished.code, finished.stderr).toBe(0);
  await clientTap.close();
  expect(await recorder.stop()).toBe(130);
  await close();

  const received = clientTap.responses();
  const sent = upstreamTap.responses();
  const turns = received.filter(({ body }) => body.includes('message_start'));
  expect(turns.length).toBeGreaterThanOrEqual(3);
  expect(turns.map(({ status }) => status)).toEqual(turns.map(() => 200));
  const byBody = (a: { body: Buffer }, b: { body: Buffer }) => Buffer.compare(a.body, b.body);
  expect(received.toSorted(byBody)).toEqual(sent.toSorted(byBody));

  const sessions = await listSessions(sandbox);
  const main = sessions.find(({ client, kind }) => client === 'claude' && kind === 'turn');
  expect(main).toMatchObject({ cut: 0, gaps: 0, status_counts: { '200': turns.length } });
  const { exchanges } = await showSession(sandbox, main?.id ?? '');
  const stored = await Promise.all(
    exchanges.map(({ id }) => readBytes(sandbox, id, 'response-body')),
  );
  expect(stored.toSorted(Buffer.compare)).toEqual(
    turns.map(({ body }) => body).toSorted(Buffer.compare),
  );
});

test('record -- claude finds the upstream in the user’s settings and passes the exit code on', async () => {
  const { tap, close } = await startUpstream();
  const env = { ...sandbox.env, ANTHROPIC_BASE_URL: tap.url };
  const own = { ...sandbox, env, database: `${sandbox.database}-wrapped` };
  const finished = await run(own, ['record', '--db', own.database, '--', ...claudeCommand]);
  expect(finished.code, finished.stderr).toBe(0);
  expect(finished.stdout).toContain('"subtype":"success"');
  await close();
  const sent = tap.responses().filter(({ body }) => body.includes('message_start'));
  expect(sent.length).toBeGreaterThanOrEqual(3);
  const main = (await listSessions(own)).find(({ kind }) => kind === 'turn');
  expect(main?.exchanges).toBe(sent.length);
});
