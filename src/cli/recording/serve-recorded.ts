// What `record` and `gateway` have in common: a database to record into, a server with their
// handler, a client to start or a signal to wait for, and an orderly end in which nothing recorded
// is lost.

import { randomBytes } from 'node:crypto';
import type { ClientPlan } from '../../clients/client-plan.ts';
import { makePrivateFolder } from '../../files/write-private-folder.ts';
import { createDefectTeller } from '../../lib/defect.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { parseListen } from '../../lib/listen-address.ts';
import { readVersion } from '../../process/read-version.ts';
import { runChild } from '../../process/run-child.ts';
import { listenForStop } from '../../process/stop-signals.ts';
import { systemClock } from '../../process/system-clock.ts';
import { createProxyServer } from '../../proxy/server.ts';
import { urlWithSecret } from '../../proxy/tunnel.ts';
import { memoryBudgetsOf } from '../../sockets/memory-budgets.ts';
import type { Terminal } from '../../terminal/console.ts';
import { type HandedOutAuthority, handOutAuthority } from '../../tls/hand-out-authority.ts';
import { type PageProcess, startPageProcess } from '../../view/page-process.ts';
import type { CommandContext } from '../command.ts';
import { openRecording } from './open-recording.ts';
import type { RecordedService, ServeOptions } from './recorded-service.ts';

/** What a byte of a request that is only forwarded counts in the memory: it is recorded too. */
const bodyWeight = 2;
/** Of the secret that a child's proxy address holds. */
const secretBytes = 24;

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
  const secret = { user: 'turntape', password: randomBytes(secretBytes).toString('hex') };
  const onDefect = createDefectTeller(terminal.error);
  const recording = await openRecording(terminal, db, options);
  /** Signals while all of it ends: what is recorded is written all the same. */
  let ending = stop;
  /** False: it ended with its own error, and that one line is enough. */
  let served = false;
  let service: RecordedService | undefined;
  let page: PageProcess | undefined;
  let authority: HandedOutAuthority | undefined;
  try {
    if (options.tls) authority = await handOutAuthority(names, terminal.env);
    const { sink, fingerprintKey, newId } = recording;
    const memory = { memory: requests, answerMemory: answers };
    service = options.createService({ sink, fingerprintKey, newId, ...memory, onDefect });
    if (options.view) page = await startPageProcess({ database: db, version: readVersion() });
    const server = await createProxyServer({
      ...{ listen, token, clock: systemClock, memory: requests, onDefect },
      handler: service.handler,
      upgradeHandler: service.upgradeHandler,
      refuse: service.refuse,
      bodyWeight: options.bodyWeight ?? bodyWeight,
      ...(options.requestBytesMax !== undefined && { requestBytesMax: options.requestBytesMax }),
      ...(authority && hosts.length > 0
        ? {
            tunnel: {
              ...{ hosts, tls: authority.tls, environment: terminal.env, secret },
              allowed: options.allowedConnects ?? [],
              onRefused: (reason) => terminal.error(reason),
              onUnread: (host) =>
                terminal.note(`turntape: connections to ${host} are passed on unread`),
            },
          }
        : { tls: authority?.tls }),
      onTooLarge: recording.dropTooLarge,
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
    await service?.close();
    await recording.close(stop ? ending?.second : ending?.first);
    ending?.release();
    if (served) recording.tellEnd();
  }
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
