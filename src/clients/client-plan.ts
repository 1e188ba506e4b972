// How a client is started so that its traffic goes through a proxy of ours. A plan is made from the
// user's configuration before the proxy runs (it needs the upstreams), and completed afterwards
// with the proxy's address. The user's configuration is read, never written.
import type { UpstreamName } from '../wire/upstreams.ts';

export interface ClientLaunch {
  readonly command: string;
  readonly args: readonly string[];
  /** Set on top of the environment that turntape itself has. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Files of the folder that `launch` was given: name -> text. What may hold a credential is in one
   * of them and not among `args`, which every user of the machine can read.
   */
  readonly files?: Readonly<Record<string, string>>;
}

export interface ClientPlan {
  /** Base URLs that the proxy forwards to, as the user's own configuration names them. */
  readonly upstreams: Readonly<Partial<Record<UpstreamName, string>>>;
  /**
   * Hosts (`host` or `host:port`) that the client keeps talking to by name, through the proxy as
   * its
   * `HTTPS_PROXY`: the proxy has to decrypt what is sent to them. Not for a base URL that it obeys.
   */
  readonly decryptedHosts?: readonly string[];
  /**
   * Upstreams that files of the working directory name, which may have come with a repository, and
   * that the client would ask about first: why. They need the user's word.
   */
  readonly untrusted?: Readonly<Partial<Record<UpstreamName, string>>>;
  /** One line for the user: what was found and what is overridden. */
  readonly note: string;
  /**
   * @param proxyUrl without a trailing slash
   * @param folder a private one, which is there while the client runs
   */
  launch(proxyUrl: string, folder: string): ClientLaunch;
}

/**
 * How a client is recorded that behaves otherwise on a host that is not its vendor's:
 *
 * - `first-party`: as it behaves on the vendor's own host.
 * - `base-url`: as it behaves behind a gateway.
 */
export const clientModes = ['first-party', 'base-url'] as const;

export type ClientMode = (typeof clientModes)[number];

/** What the proxy that a client is planned for does. */
export interface PlanOptions {
  /** It may be given hosts to decrypt (`ClientPlan.decryptedHosts`). */
  readonly canDecrypt: boolean;
  readonly mode: ClientMode;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a plan reads of the machine that it is made on. */
export interface ClientMachine {
  readonly environment: Environment;
  /** Working directory of the client. */
  readonly cwd: string;
  /** The user's home, where the environment names none. */
  readonly home: string;
  /** A file's text; undefined: there is no such file. Throws for one that cannot be read. */
  readText(path: string): string | undefined;
}

/** A client that goes to `host` through the proxy, and to this machine past it. */
export function proxyVariables(
  { hostname }: URL,
  proxyUrl: string,
  environment: Environment,
): Record<string, string> {
  const current = environment['NO_PROXY'] ?? environment['no_proxy'] ?? '';
  // The user's own bypass, without what would take the host past the proxy. What is on this machine
  // is not reached through the proxy, which refuses it.
  const kept = [...current.split(','), '127.0.0.1', 'localhost', '::1']
    .map((entry) => entry.trim())
    .filter((entry) => {
      const name = entry.replace(/^\*?\.?/, '').replace(/:\d+$/, '');
      return name !== '' && name !== hostname && !hostname.endsWith(`.${name}`);
    })
    .join(',');
  return { NO_PROXY: kept, no_proxy: kept, HTTPS_PROXY: proxyUrl, https_proxy: proxyUrl };
}

/** A client that was told to use a corporate proxy must not send loopback traffic there. */
export function loopbackBypass(environment: Environment): Record<string, string> {
  const names = [
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'http_proxy',
    'https_proxy',
    'all_proxy',
  ];
  if (!names.some((name) => environment[name])) return {};
  const current = environment['NO_PROXY'] ?? environment['no_proxy'];
  const value = [current, '127.0.0.1', 'localhost', '::1'].filter(Boolean).join(',');
  return { NO_PROXY: value, no_proxy: value };
}
