// The barest pass-through that Node can be: node:http on both sides, nothing read, nothing kept.
// What the proxies are measured against. `argv[2]`: the upstream's URL. Prints its own as one JSON
// line.
import { Agent, createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

const upstream = new URL(process.argv[2] ?? '');
const agent = new Agent({ keepAlive: true });

const server = createServer((request, response) => {
  const outgoing = send(
    {
      ...{ agent, host: upstream.hostname, port: upstream.port },
      ...{ method: request.method, path: request.url, headers: request.headers },
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  outgoing.on('error', () => response.destroy());
  request.pipe(outgoing);
});
// Rounds of a benchmark are further apart than the five seconds that Node keeps an idle connection.
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
