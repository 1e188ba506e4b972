// A separate Redis (or Valkey) for the tests: loopback, a free port, nothing on disk.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** The server's program on this machine; undefined: none is installed. */
export function findRedisServer(): string | undefined {
  return ['redis-server', 'valkey-server'].find(
    (program) => spawnSync(program, ['--version']).status === 0,
  );
}

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Kills it: what it held is gone. */
  stop(): Promise<void>;
}

/**
 * Resolves when the server takes connections.
 * @param given of a server that was stopped; absent: a free one
 */
export async function startRedis(program: string, given?: number): Promise<TestRedis> {
  const port = given ?? (await freePort());
  const child: ChildProcess = spawn(
    program,
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => {
      if (/ready to accept connections/i.test(line)) resolve();
    });
    void ended.then(() => reject(new Error(`${program} ended before it was ready`)));
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    stop: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
