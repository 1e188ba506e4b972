// Whether this Node's agents can go through the proxy that the environment names.
import { HarnessError } from '../lib/harness-error.ts';

/** Where `HTTPS_PROXY` and `NO_PROXY` are looked up. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * `proxyEnv` of https.Agent came with 22.21 and 24.5. Older ones ignore it, and connect directly.
 */
export function hasProxyEnv(nodeVersion: string): boolean {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}

/**
 * Nothing goes around a proxy that the user has named.
 * @throws HarnessError `configuration`
 */
export function assertReachable(
  { HTTPS_PROXY, https_proxy }: ProxyEnvironment,
  nodeVersion = process.versions.node,
): void {
  if (!(HTTPS_PROXY || https_proxy) || hasProxyEnv(nodeVersion)) return;
  throw new HarnessError(
    'configuration',
    `HTTPS_PROXY is set, and Node ${nodeVersion} cannot go through it`,
    'Use Node 22.21, 24.5 or newer, or unset HTTPS_PROXY',
  );
}
