// A server that answers every POST with the same stream, event by event: the upstream of the
// benchmarks. `argv[2]`: number of text deltas. Prints its URL as one JSON line.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { upstreamStream } from '../upstream-stream.ts';

const events = upstreamStream(Number(process.argv[2] ?? 300)).map((text) => Buffer.from(text));
/** Events that are written before the loop may turn: a real backend's come in small groups too. */
const groupSize = 8;

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const write = (from: number): void => {
      for (const event of events.slice(from, from + groupSize)) response.write(event);
      if (from + groupSize >= events.length) response.end();
      else setImmediate(write, from + groupSize);
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
