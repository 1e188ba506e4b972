// `turntape record`: the recording pass-through proxy, alone or around a client.
import type { ClientPlan } from '../../clients/client-plan.ts';
import { planClient } from '../../clients/plan-client.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { createPassThrough } from '../../proxy/pass-through.ts';
import type { UpstreamName } from '../../proxy/routes.ts';
import type { Command } from '../command.ts';
import { createFollowSink } from '../record/follow-sink.ts';
import { serveRecorded } from '../recording/serve-recorded.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type RecordFlags = {
  readonly listen: string;
  readonly token: string | undefined;
  readonly tls: boolean;
  readonly follow: boolean;
  readonly 'codex-transport': 'ws' | 'http';
  readonly 'upstream-anthropic': string | undefined;
  readonly 'upstream-openai': string | undefined;
  readonly 'upstream-chatgpt': string | undefined;
};

const defaultUpstreams: Readonly<Record<UpstreamName, string>> = {
  anthropic: 'https://api.anthropic.com',
  openai: 'https://api.openai.com',
  chatgpt: 'https://chatgpt.com',
};

export const recordCommand: Command<RecordFlags> = {
  usage: 'record',
  description: 'record what a client sends and gets (pass-through proxy)',
  takesChild: true,
  builder: (yargs) =>
    yargs
      .option('listen', {
        type: 'string',
        default: '127.0.0.1:0',
        description: 'address to listen on; beyond loopback only with --token',
      })
      .option('token', {
        type: 'string',
        description: 'secret that every request must carry as x-turntape-token',
      })
      .option('tls', {
        type: 'boolean',
        default: false,
        description:
          'serve over TLS, or decrypt where a client knows no other way; a child is told to trust the private authority',
      })
      .option('follow', {
        type: 'boolean',
        default: false,
        description: 'show every exchange as it ends',
      })
      .option('codex-transport', {
        choices: ['ws', 'http'] as const,
        default: 'ws' as const,
        description: 'http: refuse WebSocket, so that Codex falls back to HTTP at once',
      })
      .option('upstream-anthropic', {
        type: 'string',
        description: 'base URL for /v1/messages* (default: the client’s own, else the vendor’s)',
      })
      .option('upstream-openai', {
        type: 'string',
        description: 'base URL for /v1/responses*, /responses*, /v1/models',
      })
      .option('upstream-chatgpt', {
        type: 'string',
        description: 'base URL for /backend-api/*',
      }),
  async run(flags, context) {
    const {
      terminal,
      flags: { child, json },
    } = context;
    const plan =
      child.length > 0 ? planClient(child, terminal.env, terminal.cwd, flags.tls) : undefined;
    const upstreams = chooseUpstreams(flags, plan?.upstreams ?? {});
    const overridden = upstreamNames.filter(
      (name) => flags[`upstream-${name}`] !== undefined && plan?.upstreams[name] !== undefined,
    );
    return serveRecorded(context, {
      listen: flags.listen,
      token: flags.token,
      tls: flags.tls,
      plan: plan && decryptingToo(plan, flags['upstream-chatgpt']),
      activity: 'recording',
      notes: [
        ...(plan ? [plan.note] : []),
        ...overridden.map((name) => `sent to ${upstreams[name]} instead`),
      ],
      createService: (recording) =>
        createPassThrough({
          ...recording,
          sink: flags.follow ? createFollowSink(recording.sink, terminal, json) : recording.sink,
          upstreams,
          environment: terminal.env,
          codexTransport: flags['codex-transport'],
        }),
    });
  },
};

/** An origin that the user names is one that the client may go to by name. */
function decryptingToo(plan: ClientPlan, upstream: string | undefined): ClientPlan {
  const { decryptedHosts: hosts } = plan;
  if (hosts === undefined || upstream === undefined) return plan;
  return { ...plan, decryptedHosts: [...new Set([...hosts, new URL(upstream).host])] };
}

const upstreamNames = ['anthropic', 'openai', 'chatgpt'] as const satisfies UpstreamName[];

/** A flag beats what the client's configuration names, which beats the vendor's own address. */
function chooseUpstreams(
  flags: RecordFlags,
  planned: Partial<Record<UpstreamName, string>>,
): Record<UpstreamName, string> {
  const choose = (name: UpstreamName): string => {
    const flag = flags[`upstream-${name}`];
    if (flag !== undefined && !(URL.canParse(flag) && /^https?:/.test(flag))) {
      throw new HarnessError(
        'usage',
        `--upstream-${name} ${flag} is not an http(s) URL`,
        `Write for example --upstream-${name} ${defaultUpstreams[name]}`,
      );
    }
    return flag ?? planned[name] ?? defaultUpstreams[name];
  };
  return {
    anthropic: choose('anthropic'),
    openai: choose('openai'),
    chatgpt: choose('chatgpt'),
  };
}
