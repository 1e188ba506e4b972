// `turntape record`: the recording pass-through proxy, alone or around a client.
import { planClient } from '../../clients/plan-client.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { createPassThrough } from '../../proxy/pass-through.ts';
import type { UpstreamName } from '../../proxy/routes.ts';
import { createProxyServer } from '../../proxy/server.ts';
import { createSqliteSink } from '../../store/exchange-sink.ts';
import { openDatabase, readFingerprintKey } from '../../store/open-database.ts';
import type { Command } from '../command.ts';
import type { Terminal } from '../console.ts';
import { newExchangeId } from '../new-exchange-id.ts';
import { parseListen } from '../parse-listen.ts';
import { runChild } from '../run-child.ts';
import { systemClock } from '../system-clock.ts';
import { waitForStop } from '../wait-for-stop.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type RecordFlags = {
  readonly listen: string;
  readonly token: string | undefined;
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
  async run(flags, { terminal, flags: { db, json, child } }) {
    const listen = parseListen(flags.listen);
    if (child.length > 0 && flags.token !== undefined) {
      throw new HarnessError(
        'usage',
        '--token cannot be used with `-- CMD`, which would not send it',
        'Leave --token out, or start the client by itself',
      );
    }
    const plan = child.length > 0 ? planClient(child, terminal.env, terminal.cwd) : undefined;
    const upstreams = chooseUpstreams(flags, plan?.upstreams ?? {});
    const stopped = plan ? undefined : waitForStop();

    const database = openDatabase(db, { mode: 'write' });
    const counted = { exchanges: 0 };
    const sink = createSqliteSink(database, {
      clock: systemClock,
      onGap: (reason) =>
        terminal.error(`an exchange was not recorded (${reason}); traffic goes on`),
    });
    const passThrough = createPassThrough({
      upstreams,
      sink,
      fingerprintKey: readFingerprintKey(database),
      environment: terminal.env,
      newId: () => {
        counted.exchanges++;
        return newExchangeId();
      },
    });
    try {
      const server = await createProxyServer({
        listen,
        handler: passThrough.handler,
        refuse: passThrough.refuse,
        clock: systemClock,
        token: flags.token,
        onDefect: (error) => terminal.error(`internal error: ${String(error)}`),
      });
      try {
        announce(terminal, json, server.url, plan?.note);
        for (const name of upstreamNames) {
          const flag = flags[`upstream-${name}`];
          if (flag && plan?.upstreams[name]) terminal.note(`turntape: sent to ${flag} instead`);
        }
        if (plan === undefined) return (await stopped) ?? 0;
        return await runChild(plan.launch(server.url));
      } finally {
        await server.close();
      }
    } finally {
      passThrough.close();
      await sink.close();
      database.close();
      summarise(terminal, db, counted.exchanges, sink.gaps());
    }
  },
};

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

function announce(terminal: Terminal, json: boolean, url: string, note: string | undefined): void {
  if (json) terminal.json({ event: 'listening', url });
  else terminal.note(`turntape: recording on ${url}${note ? '' : '; stop with Ctrl-C'}`);
  if (note) terminal.note(`turntape: ${note}`);
}

function summarise(terminal: Terminal, db: string, exchanges: number, gaps: number): void {
  const where = `turntape sessions --db ${db}`;
  if (exchanges === 0) {
    terminal.note('turntape: nothing was recorded: no request came through the proxy');
  } else {
    terminal.note(`turntape: ${exchanges - gaps} of ${exchanges} exchanges recorded, see ${where}`);
  }
}
