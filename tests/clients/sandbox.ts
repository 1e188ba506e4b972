// Private homes and a small repository for the real clients, and turntape as a child process.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { compiledCode, program } from '../program.ts';
import { olderCodexVersions } from './pinned-clients.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const clients = join(root, '.cache', 'clients');
const clientBin = join(clients, 'node_modules', '.bin');
/** Where older versions of Codex are installed, beside the pinned one. */
export const olderCodex = olderCodexVersions.map((version) => ({
  version,
  bin: join(clients, `codex-${version}`, 'node_modules', '.bin', 'codex'),
}));
/** A client that hangs is ended; far above the few seconds that a run takes. */
const childTimeoutMs = 200_000;
const stdoutBytesMax = 64 * 1024 * 1024;

export interface Sandbox {
  readonly folder: string;
  readonly repository: string;
  readonly database: string;
  /** Environment with private homes, made-up keys and the clients on the PATH. */
  readonly env: Record<string, string>;
  /** Children that still run; `remove` ends them, so that a failed test leaves nothing behind. */
  readonly children: Set<ChildProcess>;
  remove(): void;
}

export function createSandbox(): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-client-'));
  const repository = join(folder, 'repo');
  const home = join(folder, 'home');
  for (const path of [repository, home, join(folder, 'claude'), join(folder, 'codex')]) {
    mkdirSync(path);
  }
  writeFileSync(join(repository, 'README.md'), '# demo\n');
  writeFileSync(join(repository, 'a.js'), 'export const a = 1\n');
  const git = (...words: string[]) => spawnSync('git', ['-C', repository, ...words]);
  git('init', '-q');
  git('add', '.');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.invalid', 'commit', '-qm', 'start');
  const children = new Set<ChildProcess>();
  const path = [join(process.execPath, '..'), clientBin, process.env['PATH'] ?? ''].join(delimiter);
  return {
    folder,
    repository,
    database: join(folder, 'db', 'turntape.db'),
    env: {
      PATH: path,
      HOME: home,
      ...compiledCode,
      LANG: 'C.UTF-8',
      CLAUDE_CONFIG_DIR: join(folder, 'claude'),
      CODEX_HOME: join(folder, 'codex'),
      ANTHROPIC_API_KEY: 'sk-ant-made-up-for-tests',
      OPENAI_API_KEY: 'sk-made-up-for-tests',
      ANTHROPIC_MODEL: 'gpt-5.5',
      DISABLE_TELEMETRY: '1',
      DISABLE_AUTOUPDATER: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      IS_SANDBOX: '1',
    },
    children,
    remove: () => {
      for (const child of children) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Codex's configuration: a custom provider that speaks plain HTTP to `baseUrl`. */
export function writeCodexConfig({ env }: Sandbox, baseUrl: string): void {
  writeFileSync(
    join(env['CODEX_HOME'] ?? '', 'config.toml'),
    [
      'model = "gpt-5.5"',
      'model_provider = "local"',
      '[model_providers.local]',
      'name = "Local"',
      `base_url = "${baseUrl}"`,
      'wire_api = "responses"',
      'env_key = "OPENAI_API_KEY"',
      '',
    ].join('\n'),
  );
}

export const claudeCommand = [
  ...['claude', '-p', 'Look at this repository and tell me what is in it.'],
  ...['--output-format', 'stream-json', '--verbose', '--dangerously-skip-permissions'],
];
export const codexCommand = [
  ...['codex', 'exec', '--json', '--skip-git-repo-check'],
  ...['--dangerously-bypass-approvals-and-sandbox'],
  'Look at this repository and tell me what is in it.',
];

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs turntape (or another program) in the sandbox's repository until it ends. */
export function run(sandbox: Sandbox, args: readonly string[], command = process.execPath) {
  const words = command === process.execPath ? [program, ...args] : [...args];
  const child = spawn(command, words, {
    cwd: sandbox.repository,
    env: sandbox.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: childTimeoutMs,
    killSignal: 'SIGKILL',
  });
  return new Promise<Finished>((done, failed) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', failed);
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

/** What a turntape command writes to stdout, as bytes. */
export function runForBytes(sandbox: Sandbox, args: readonly string[]): Promise<Buffer> {
  return new Promise((done, failed) => {
    execFile(
      process.execPath,
      [program, ...args],
      { cwd: sandbox.repository, env: sandbox.env, encoding: 'buffer', maxBuffer: stdoutBytesMax },
      (error, stdout) => (error ? failed(error) : done(stdout)),
    );
  });
}

export interface RunningServer {
  readonly url: string;
  /** Ends it as Ctrl-C does and resolves to its exit code. */
  stop(): Promise<number | null>;
}

/** Starts a turntape server with `--json` and waits for the line that names its address. */
export async function startServer(
  sandbox: Sandbox,
  args: readonly string[],
): Promise<RunningServer> {
  const child: ChildProcess = spawn(process.execPath, [program, ...args, '--json'], {
    cwd: sandbox.repository,
    env: sandbox.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  sandbox.children.add(child);
  const ended = new Promise<number | null>((done) => child.on('close', done));
  void ended.then(() => sandbox.children.delete(child));
  const url = await new Promise<string>((found, failed) => {
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => {
      const event = JSON.parse(line) as { event?: string; url?: string };
      if (event.event === 'listening' && event.url) found(event.url);
    });
    void ended.then((code) => failed(new Error(`turntape ${args[0]} ended with ${code}`)));
  });
  return {
    url,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}
