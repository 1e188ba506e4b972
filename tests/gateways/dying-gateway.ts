// Our gateway, until it has taken so many requests: then its process ends, or it listens no more.
// node tests/gateways/dying-gateway.ts UPSTREAM PORT REQUESTS exit|close
import { createServer } from 'node:http';
import { startFaultyGateway } from './faulty-gateway.ts';

const [upstream = '', port = '', most = '', how = ''] = process.argv.slice(2);
const gateway = await startFaultyGateway(upstream);
let requests = 0;

const server = createServer(async (request, response) => {
  if (++requests > Number(most)) {
    process.stderr.write('one line before\nout of memory, it says\n');
    if (how === 'exit') process.exit(7);
    server.close();
    server.closeAllConnections();
    return;
  }
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    /^(x-|anthropic-)/.test(name) ? [[name, `${value}`]] : [],
  );
  const body = Buffer.concat(pieces);
  const answer = await fetch(gateway.url + request.url, { method: 'POST', headers, body });
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
});
server.listen(Number(port), '127.0.0.1');
// Without a listening server nothing else would keep the process.
if (how === 'close') setInterval(() => {}, 60_000);
