// A server that answers every POST with the same stream, event by event: the upstream of the
// benchmarks. `argv[2]`: number of text deltas. `argv[3]`: ms between events, as a model sends
// them; without it they come as fast as they can be written. Prints its URL as one JSON line.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { upstreamStream } from '../upstream-stream.ts';

const events = upstreamStream(Number(process.argv[2] ?? 300)).map((text) => Buffer.from(text));
/** Events that are written before the loop may turn: a real backend's come in small groups too. */
const groupSize = 8;
const pauseMs = process.argv[3] === undefined ? undefined : Number(process.argv[3]);

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const write = (from: number): void => {
      const next = from + (pauseMs === undefined ? groupSize : 1);
      for (const event of events.slice(from, next)) response.write(event);
      if (next >= events.length) response.end();
      else if (pauseMs === undefined) setImmediate(write, next);
      else setTimeout(write, pauseMs, next);
    };
    write(0);
  });
});
// Rounds of a benchmark are further apart than the five seconds that Node keeps an idle connection.
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
