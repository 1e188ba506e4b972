// What `record` and `gateway` have in common: a database to record into, a server with their
// handler, a client to start or a signal to wait for, and an orderly end in which nothing recorded
// is lost.

import { randomBytes } from 'node:crypto';
import type { ClientPlan } from '../../clients/client-plan.ts';
import type { Sink } from '../../domain/sink.ts';
import { createFailureSink } from '../../exchange/failure-sink.ts';
import { identifySession } from '../../exchange/identify-session.ts';
import { redactSession } from '../../exchange/redact-exchange.ts';
import { makePrivateFolder } from '../../files/write-private-folder.ts';
import type { Refusal } from '../../lib/admission.ts';
import { createDefectTeller } from '../../lib/defect.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { parseListen } from '../../lib/listen-address.ts';
import type { MemoryBudget } from '../../lib/memory-budget.ts';
import { plural } from '../../lib/plural.ts';
import { isOpenToGit } from '../../process/ignored-by-git.ts';
import { newExchangeId } from '../../process/new-exchange-id.ts';
import { readVersion } from '../../process/read-version.ts';
import { runChild } from '../../process/run-child.ts';
import { listenForStop } from '../../process/stop-signals.ts';
import { systemClock } from '../../process/system-clock.ts';
import type { ConnectRule } from '../../proxy/connect-target.ts';
import { createProxyServer, type ProxyHandler, type ReceivedUpgrade } from '../../proxy/server.ts';
import { urlWithSecret } from '../../proxy/tunnel.ts';
import { memoryBudgetsOf } from '../../sockets/memory-budgets.ts';
import { openRecorder, type Recorder } from '../../store/recorder/recorder.ts';
import type { TelemetryLabel } from '../../telemetry/call.ts';
import type { TelemetryReport } from '../../telemetry/describe-delivery.ts';
import { startTelemetryProcess, type TelemetryProcess } from '../../telemetry/telemetry-process.ts';
import type { Terminal } from '../../terminal/console.ts';
import { handOutAuthority } from '../../tls/hand-out-authority.ts';
import { type PageProcess, startPageProcess } from '../../view/page-process.ts';
import type { CommandContext } from '../command.ts';
import { noteLittleRoom } from './note-growth.ts';
import type { TelemetryChoice } from './telemetry-flags.ts';

/** What a byte of a request that is only forwarded counts in the memory: it is recorded too. */
const bodyWeight = 2;
/** Of the secret that a child's proxy address holds. */
const secretBytes = 24;

/** Where a handler records to. */
export interface Recording {
  readonly sink: Sink;
  /** The database's key for what replaces secrets. */
  readonly fingerprintKey: Uint8Array;
  /** A new exchange id. */
  readonly newId: () => string;
  /** What requests, messages and answers share. */
  readonly memory: MemoryBudget;
  /** What a gateway keeps of answers shares this. */
  readonly answerMemory: MemoryBudget;
  /** Told of each mistake of ours that a client met. */
  readonly onDefect: (error: unknown) => void;
}

/** A handler with what has to be released when the server has ended. */
export interface RecordedService {
  readonly handler: ProxyHandler;
  readonly upgradeHandler?: ((request: ReceivedUpgrade) => Promise<void>) | undefined;
  refuse(method: string, target: string): Refusal | null;
  close(): Promise<void> | void;
}

export interface ServeOptions {
  /** HOST:PORT */
  readonly listen: string;
  readonly token: string | undefined;
  /** MiB that the server may take. */
  readonly memory: number;
  /** What a byte of a request counts in it. Default 2: for forwarding, and for recording. */
  readonly bodyWeight?: number;
  /** Largest request body. Default 64 MiB. */
  readonly requestBytesMax?: number;
  /** Serve over TLS with a private authority. */
  readonly tls?: boolean;
  /** Where a child that is decrypted may connect to besides public hosts at 443. */
  readonly allowedConnects?: readonly ConnectRule[];
  /** The client to start; undefined: serve until a signal. */
  readonly plan: ClientPlan | undefined;
  /** Show what is recorded on a local page meanwhile. */
  readonly view?: boolean;
  /** Where calls are exported to. */
  readonly telemetry: TelemetryChoice;
  /** Who answers, for what is exported. Default: a real backend is measured. */
  readonly answers?: { readonly label: TelemetryLabel; readonly isGateway: boolean };
  /** What the server does, for the line that names its address: `recording`. */
  readonly activity: string;
  /** Addresses that requests are sent on to: said under --quiet too. */
  readonly destinations?: readonly string[];
  /** Lines for the user, after the address. */
  readonly notes: readonly string[];
  createService(recording: Recording): RecordedService;
}

/** Serves until the child or a signal ends it. Resolves to the exit code. */
export async function serveRecorded(
  { terminal, flags: { db, json } }: CommandContext,
  options: ServeOptions,
): Promise<number> {
  const { plan, token } = options;
  const listen = parseListen(options.listen);
  const { requests, answers } = memoryBudgetsOf(options.memory);
  if (plan !== undefined && token !== undefined) {
    throw new HarnessError(
      'usage',
      '--token cannot be used with `-- CMD`, which would not send it',
      'Leave --token out, or start the client by itself',
    );
  }
  const stop = plan ? undefined : listenForStop();
  const hosts = plan?.decryptedHosts ?? [];
  const names = hosts.map((host) => new URL(`https://${host}`).hostname);
  const authority = options.tls ? await handOutAuthority(names, terminal.env) : undefined;
  let exchanges = 0;
  /** Signals while all of it ends: what is recorded is written all the same. */
  let ending = stop;
  /** False: it ended with its own error, and that one line is enough. */
  let served = false;
  const newId = (): string => {
    exchanges++;
    return newExchangeId();
  };
  const sink = await openRecorder(db, {
    onDrop: (reason) =>
      terminal.error(`an exchange was not recorded (${reason}); traffic continues`),
    onNotice: (notice) => terminal.error(`${notice}; traffic continues`),
  });
  if (isOpenToGit(db)) {
    terminal.error(
      `${db} is in a git repository that does not ignore it: \`git add\` would take the recordings. Add it to .gitignore, or name another place with --db`,
    );
  }
  noteLittleRoom(terminal, db);
  const secret = { user: 'turntape', password: randomBytes(secretBytes).toString('hex') };
  const onUnread = (host: string): void =>
    terminal.note(`turntape: connections to ${host} are passed on unread`);
  const failures = createFailureSink(sink, (reason, { method, target }) =>
    terminal.error(
      `no whole answer to ${method} ${target.split('?')[0]}: ${reason}; the same again is counted`,
    ),
  );
  const onDefect = createDefectTeller(terminal.error);
  const telemetry = startTelemetry(db, options);
  const service = options.createService({
    sink: telemetry?.watch(failures) ?? failures,
    fingerprintKey: sink.fingerprintKey,
    newId,
    memory: requests,
    answerMemory: answers,
    onDefect,
  });
  let page: PageProcess | undefined;
  try {
    if (options.view) page = await startPageProcess({ database: db, version: readVersion() });
    const server = await createProxyServer({
      listen,
      handler: service.handler,
      upgradeHandler: service.upgradeHandler,
      refuse: service.refuse,
      clock: systemClock,
      token,
      memory: requests,
      bodyWeight: options.bodyWeight ?? bodyWeight,
      ...(options.requestBytesMax !== undefined && { requestBytesMax: options.requestBytesMax }),
      ...(authority && hosts.length > 0
        ? {
            tunnel: {
              ...{ hosts, tls: authority.tls, environment: terminal.env, secret, onUnread },
              allowed: options.allowedConnects ?? [],
              onRefused: (reason) => terminal.error(reason),
            },
          }
        : { tls: authority?.tls }),
      onTooLarge: (method, target, headers) => {
        const evidence = { method, target, headers, body: new Uint8Array(0) };
        sink.drop(
          redactSession(
            identifySession({ ...evidence, side: 'client' }, newId()),
            sink.fingerprintKey,
          ),
          'a request body over the limit was refused with 413',
        );
      },
      onDefect,
    });
    try {
      announce(terminal, json, server.url, options);
      if (page && json) terminal.json({ event: 'view', url: page.url });
      else if (page) terminal.note(`turntape: see it on ${page.url}`);
      if (authority && !plan) terminal.note(`turntape: trust ${authority.bundle}`);
      const code = plan
        ? await runPlan(
            plan,
            hosts.length > 0 ? urlWithSecret(server.url, secret) : server.url,
            authority?.environment,
          )
        : ((await stop?.first) ?? 0);
      served = true;
      return code;
    } finally {
      ending ??= listenForStop();
      // With a child, its end is the first sign.
      await server.close(stop ? ending.second : ending.first);
    }
  } finally {
    page?.close();
    authority?.remove();
    await service.close();
    await sink.close();
    if (telemetry) {
      const report = await telemetry.close(stop ? ending?.second : ending?.first);
      if (served) sayDelivery(report, terminal);
    }
    ending?.release();
    if (served) summarise(terminal, db, { exchanges, failed: failures.failed() }, sink);
  }
}

function startTelemetry(
  database: string,
  { telemetry, answers = { label: 'measured', isGateway: false } }: ServeOptions,
): TelemetryProcess | null {
  if (telemetry === null) return null;
  return startTelemetryProcess({ ...telemetry, ...answers, database, version: readVersion() });
}

function sayDelivery({ text, isLoss }: TelemetryReport, terminal: Terminal): void {
  if (isLoss) terminal.error(text);
  else terminal.note(`turntape: ${text}`);
}

async function runPlan(
  plan: ClientPlan,
  url: string,
  environment: Readonly<Record<string, string>> | undefined,
): Promise<number> {
  const folder = makePrivateFolder('turntape-client-');
  try {
    const { files = {}, ...launch } = plan.launch(url, folder.path);
    folder.write(files);
    return await runChild({ ...launch, environment: { ...launch.environment, ...environment } });
  } finally {
    folder.remove();
  }
}

function announce(
  terminal: Terminal,
  json: boolean,
  url: string,
  { plan, activity, notes, destinations = [] }: ServeOptions,
): void {
  if (json) terminal.json({ event: 'listening', url });
  else terminal.note(`turntape: ${activity} on ${url}${plan ? '' : '; stop with Ctrl-C'}`);
  if (destinations.length > 0) terminal.error(`requests go to ${destinations.join(', ')}`);
  for (const note of notes) terminal.note(`turntape: ${note}`);
}

/**
 * Says what a reader finds, which is less than was counted where the file was removed meanwhile.
 */
function summarise(
  terminal: Terminal,
  db: string,
  { exchanges, failed }: { readonly exchanges: number; readonly failed: number },
  recorder: Recorder,
): void {
  const where = `turntape sessions --db ${db}`;
  if (exchanges === 0) {
    terminal.note('turntape: nothing was recorded: no request came through the proxy');
    return;
  }
  const readable = recorder.readable();
  const among = failed === 0 ? '' : `, ${failed} of them without a whole answer`;
  terminal.note(
    `turntape: ${readable} of ${plural(exchanges, 'exchange')} recorded${among}, see ${where}`,
  );
  const elsewhere = exchanges - recorder.dropped() - readable;
  if (elsewhere > 0) {
    terminal.error(
      `recorded, and not in ${db} any more: ${plural(elsewhere, 'exchange')}; pruned meanwhile, or the file was deleted, moved or replaced`,
    );
  }
}
