// Starts the gateway under test as a command, tells it where its upstream is, waits until it
// answers, and stops it with all that it has started.
import { type ChildProcess, spawn } from 'node:child_process';
import { createConnection, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { HarnessError } from '../../lib/harness-error.ts';

/** Between two looks whether the gateway listens, ms. */
const lookMs = 100;
/** After it was asked to stop, before it is killed, ms. */
const stopMsMax = 5_000;
/** A process that dies closes its connections first: so long its end is waited for, ms. */
const endMsMax = 500;
/** Of what it printed, characters that are shown when it fails. */
const tailChars = 2_000;

/** A key that opens nothing: gateways want one. */
export const madeUpKey = 'sk-turntape-conform';

export interface GatewayCommand {
  /** Words of the command, with the placeholders `{upstream}`, `{port}` and `{key}`. */
  readonly argv: readonly string[];
  /** Address of the simulator. */
  readonly upstream: string;
  /** Address of the gateway; absent: a free port, which the command is told. */
  readonly url: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How long it may take to listen, ms. */
  readonly startMsMax: number;
}

export interface StartedGateway {
  readonly url: string;
  /** Why it is not there any more; null: it is. */
  gone(): Promise<string | null>;
  /** Resolves when it and all that it started have ended. */
  stop(): Promise<void>;
}

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Whether something listens at an address. */
export function listens(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  const number = Number(port || (protocol === 'https:' ? 443 : 80));
  return new Promise((resolve) => {
    const socket = createConnection({ host: hostname.replaceAll(/[[\]]/g, ''), port: number });
    const end = (answers: boolean): void => {
      socket.destroy();
      resolve(answers);
    };
    socket.on('connect', () => end(true)).on('error', () => end(false));
  });
}

/**
 * @throws HarnessError `usage` where the command cannot be started, `invalid-run` where it ends or
 *   does not listen in time
 */
export async function startGatewayCommand(
  { argv, upstream, url, environment, startMsMax }: GatewayCommand,
  signal: AbortSignal,
): Promise<StartedGateway> {
  const port = url === undefined ? await freePort() : Number(new URL(url).port);
  const base = url ?? `http://127.0.0.1:${port}`;
  const values: Record<string, string> = { upstream, port: `${port}`, key: madeUpKey };
  const [command = '', ...args] = argv.map((word) =>
    word.replaceAll(/\{(upstream|port|key)\}/g, (_whole, name: string) => values[name] ?? ''),
  );
  let tail = '';
  let complaint = '';
  const child = spawn(command, args, {
    env: {
      ...environment,
      ...{ TURNTAPE_UPSTREAM: upstream, TURNTAPE_PORT: `${port}`, PORT: `${port}` },
      ...{ OPENAI_BASE_URL: `${upstream}/v1`, OPENAI_API_KEY: madeUpKey },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group: what it starts is stopped with it.
    detached: true,
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-tailChars);
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-tailChars);
    });
  }
  let ended: string | null = null;
  const over = new Promise<void>((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = 'it is not installed, or not on PATH';
      ended ??= error.code === 'ENOENT' ? missing : error.message;
      resolve();
    });
    child.on('exit', (code, by) => {
      ended ??= by === null ? `it ended with code ${code}` : `it was ended by ${by}`;
      resolve();
    });
  });
  const stop = (): Promise<void> => stopGroup(child, over);
  const gone = async (): Promise<string | null> => {
    await withPatience(over, endMsMax);
    const isThere = ended === null && (await listens(base));
    if (isThere) return null;
    const what =
      ended === null
        ? `the process of the gateway runs, and does not listen on ${base} any more`
        : `the process of the gateway is not there any more: ${ended}`;
    const last = complaint.trim().split('\n').at(-1) ?? '';
    return `${what}${last === '' ? '' : `; its last line on stderr: ${last}`}`;
  };
  const deadline = performance.now() + startMsMax;
  while (!(await listens(base))) {
    const isLate = performance.now() > deadline;
    if (ended === null && !isLate && !signal.aborted) {
      await Promise.race([pause(lookMs), over]);
      continue;
    }
    const cause = ended;
    await stop();
    signal.throwIfAborted();
    const isMissing = child.pid === undefined;
    const why = cause ?? `it does not listen on ${base} after ${Math.round(startMsMax / 1000)} s`;
    const said = tail.trim() === '' ? '' : `; it printed: ${tail.trim()}`;
    throw new HarnessError(
      isMissing ? 'usage' : 'invalid-run',
      `the gateway \`${command}\` did not start: ${why}${said}`,
      isMissing
        ? 'Check what follows `--`'
        : 'Let it listen on {port} (or $PORT), or say where it listens with --gateway URL',
    );
  }
  return { url: base, gone, stop };
}

async function stopGroup(child: ChildProcess, over: Promise<void>): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const signalGroup = (name: NodeJS.Signals): void => {
    try {
      process.kill(-pid, name);
    } catch {
      // It has ended already.
    }
  };
  signalGroup('SIGTERM');
  await withPatience(over, stopMsMax);
  signalGroup('SIGKILL');
  await over;
}

/** Waits for the end, at most so long. */
async function withPatience(over: Promise<void>, msMax: number): Promise<void> {
  const patience = new AbortController();
  const time = pause(msMax, undefined, { signal: patience.signal }).catch(() => undefined);
  await Promise.race([over, time]);
  patience.abort();
}
