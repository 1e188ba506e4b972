// nginx in front of several servers, for the tests: its own folder, loopback, a free port.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** True where nginx is installed. */
export function hasNginx(): boolean {
  return spawnSync('nginx', ['-v']).status === 0;
}

export interface TestNginx {
  readonly url: string;
  stop(): Promise<void>;
}

/** As docs/fleet.md has it: what the test plays is what the page says. */
const gatewayBlock = readFileSync(join(import.meta.dirname, '../../docs/fleet/nginx.conf'), 'utf8');

/** @param servers HOST:PORT of each. Resolves when it takes connections */
export async function startNginx(folder: string, servers: readonly string[]): Promise<TestNginx> {
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  const lists = servers.map((server) => `server ${server};`).join(' ');
  const block = gatewayBlock
    .replaceAll(/^ *server [\w.-]+:8787;\n/gm, '')
    .replace('upstream turntape {', `upstream turntape { ${lists}`)
    .replace('listen 8080;', `listen 127.0.0.1:${port};`);
  const config = join(folder, 'nginx.conf');
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  writeFileSync(
    config,
    `daemon off; pid ${join(folder, 'pid')}; error_log ${join(folder, 'error.log')}; ${user}
events {}
http { access_log off; ${paths.join(' ')}
${block}}
`,
  );
  const child: ChildProcess = spawn('nginx', ['-p', folder, '-c', config], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!(await answers(url))) {
    if (isOver) throw new Error(readFileSync(join(folder, 'error.log'), 'utf8'));
  }
  return {
    url,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { method: 'HEAD' }).then(
    () => true,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
