// `turntape record`: the recording pass-through proxy, alone or around a client.
import type { Argv } from 'yargs';
import { checkedBaseUrl } from '../../clients/base-url.ts';
import {
  type ClientMode,
  type ClientPlan,
  clientModes,
  type PlanOptions,
} from '../../clients/client-plan.ts';
import { createFollowSink } from '../../exchange/follow-sink.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { keepYoungGenerationSmall } from '../../process/small-young-generation.ts';
import { parseConnectRule } from '../../proxy/connect-target.ts';
import { createPassThrough } from '../../proxy/pass-through.ts';
import {
  mapUpstreams,
  type UpstreamName,
  upstreamNames,
  upstreamTable,
} from '../../wire/upstreams.ts';
import type { Command } from '../command.ts';
import { showExchangeEnd } from '../record/show-exchange-end.ts';
import { listenFlag, tokenFlag } from '../recording/listen-flags.ts';
import { memoryFlag } from '../recording/memory-flag.ts';
import { planChild } from '../recording/plan-child.ts';
import { serveRecorded } from '../recording/serve-recorded.ts';
import {
  chooseTelemetry,
  type TelemetryFlags,
  withTelemetryFlags,
} from '../recording/telemetry-flags.ts';
import { viewFlag } from '../recording/view-flag.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type RecordFlags = {
  readonly listen: string;
  readonly token: string | undefined;
  readonly tls: boolean;
  readonly 'allow-connect': readonly string[];
  readonly 'client-mode': ClientMode | undefined;
  readonly memory: number;
  readonly follow: boolean;
  readonly view: boolean;
  readonly 'codex-transport': 'ws' | 'http';
} & UpstreamFlags &
  TelemetryFlags;

type UpstreamFlags = { readonly [Name in UpstreamName as `upstream-${Name}`]: string | undefined };

/** Declares a flag for each upstream, after those that the parser has already. */
function withUpstreamFlags<Flags>(parser: Argv<Flags>): Argv<Flags & UpstreamFlags> {
  let declared: Argv<unknown> = parser;
  for (const [name, { paths }] of Object.entries(upstreamTable)) {
    declared = declared.option(`upstream-${name}`, {
      fromProject: false,
      group: 'Upstreams:',
      type: 'string',
      description: `base URL for ${paths} (default: the client’s own, else the vendor’s)`,
    });
  }
  // Declared by the loop, which yargs' types do not follow.
  return declared as Argv<Flags & UpstreamFlags>;
}

export const recordCommand: Command<RecordFlags> = {
  usage: 'record',
  description: 'record what a client sends and gets (pass-through proxy)',
  examples: [
    ['turntape record -- claude', 'record Claude Code on its own backend'],
    ['turntape record --tls -- codex', 'record Codex CLI, also with a ChatGPT login'],
    ['turntape record --listen 127.0.0.1:8080 --follow', 'stay, and show every exchange'],
  ],
  takesChild: true,
  builder: (yargs) =>
    withUpstreamFlags(
      withTelemetryFlags(yargs)
        .option('listen', listenFlag)
        .option('token', tokenFlag)
        .option('tls', {
          fromProject: false,
          type: 'boolean',
          default: false,
          description:
            'serve over TLS, or decrypt where the client insists on TLS; a child is told to trust the private authority',
        })
        .option('allow-connect', {
          fromProject: false,
          hidden: true,
          type: 'string',
          array: true,
          nargs: 1,
          default: [],
          description:
            'with --tls: let the child connect to HOST:PORT, HOST:* or *:PORT too, not only to public :443',
        })
        .option('client-mode', {
          fromProject: true,
          hidden: true,
          choices: clientModes,
          description:
            'Claude Code as it is on Anthropic’s host, or as it is behind a gateway (default: first-party where the upstream is Anthropic)',
        })
        .option('memory', memoryFlag)
        .option('follow', {
          fromProject: true,
          type: 'boolean',
          default: false,
          description: 'show every exchange as it ends',
        })
        .option('view', viewFlag)
        .option('codex-transport', {
          fromProject: true,
          hidden: true,
          choices: ['ws', 'http'] as const,
          default: 'ws' as const,
          description: 'http: refuse WebSocket, so that Codex falls back to HTTP at once',
        }),
    ),
  async run(flags, context) {
    keepYoungGenerationSmall();
    const {
      terminal,
      flags: { child, json },
    } = context;
    const plan = child.length > 0 ? planChild(child, terminal, planOptions(flags)) : undefined;
    const upstreams = chooseUpstreams(flags, plan);
    const used = upstreamNames.filter((name) => plan?.upstreams[name] !== undefined);
    const destinations = (used.length > 0 ? used : upstreamNames).map((name) => upstreams[name]);
    return serveRecorded(context, {
      listen: flags.listen,
      token: flags.token,
      tls: flags.tls,
      memory: flags.memory,
      view: flags.view,
      telemetry: chooseTelemetry(flags, terminal),
      allowedConnects: flags['allow-connect'].map(parseConnectRule),
      plan: plan && decryptingToo(plan, flags['upstream-chatgpt']),
      activity: 'recording',
      destinations: [...new Set(destinations)],
      notes: plan ? [plan.note] : [],
      createService: (recording) =>
        createPassThrough({
          ...recording,
          sink: flags.follow
            ? createFollowSink(recording.sink, (end) => showExchangeEnd(end, terminal, json))
            : recording.sink,
          upstreams,
          environment: terminal.env,
          codexTransport: flags['codex-transport'],
        }),
    });
  },
};

/** Towards an upstream that is not the vendor's, the client does what it does behind a gateway. */
function planOptions(flags: RecordFlags): PlanOptions {
  const { origin } = upstreamTable.anthropic;
  const upstream = flags['upstream-anthropic'] ?? origin;
  const isVendor = URL.canParse(upstream) && new URL(upstream).origin === origin;
  const mode = flags['client-mode'] ?? (isVendor ? 'first-party' : 'base-url');
  return { canDecrypt: flags.tls, mode };
}

/** An origin that the user names is one that the client may go to by name. */
function decryptingToo(plan: ClientPlan, upstream: string | undefined): ClientPlan {
  const { decryptedHosts: hosts } = plan;
  if (hosts === undefined || upstream === undefined) return plan;
  return { ...plan, decryptedHosts: [...new Set([...hosts, new URL(upstream).host])] };
}

/** A flag beats what the client's configuration names, which beats the vendor's own address. */
function chooseUpstreams(
  flags: RecordFlags,
  plan: ClientPlan | undefined,
): Record<UpstreamName, string> {
  return mapUpstreams((name) => {
    const flag = flags[`upstream-${name}`];
    if (flag !== undefined && !(URL.canParse(flag) && /^https?:/.test(flag))) {
      throw new HarnessError(
        'usage',
        `--upstream-${name} ${flag} is not an http(s) URL`,
        `Write for example --upstream-${name} ${upstreamTable[name].origin}`,
      );
    }
    if (flag !== undefined && (new URL(flag).username || new URL(flag).password)) {
      throw new HarnessError(
        'usage',
        `--upstream-${name} holds a user name or password, which would not be sent`,
        'Take it out: the client sends its credentials in headers',
      );
    }
    const doubt = plan?.untrusted?.[name];
    if (flag === undefined && doubt !== undefined) {
      throw new HarnessError(
        'configuration',
        doubt,
        `Start the client here once and trust the folder, or say where: --upstream-${name} URL`,
      );
    }
    const own = plan?.upstreams[name];
    // Not every client's plan has checked it: any program may find anything in its environment.
    if (flag === undefined && own !== undefined) checkedBaseUrl(own, 'the base URL of the client');
    return flag ?? own ?? upstreamTable[name].origin;
  });
}
