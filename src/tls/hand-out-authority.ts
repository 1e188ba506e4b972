// A private authority for `--tls`: what a child must trust, as a file for as long as it runs.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { createPrivateCertificate } from './private-certificate.ts';

export interface HandedOutAuthority {
  /** PEM; the key is in memory only. */
  readonly tls: { readonly key: string; readonly certificate: string };
  /** The authority beside the usual ones, for programs that read one file. */
  readonly bundle: string;
  /** For a child: Codex and OpenSSL programs, Node programs, Python's requests. */
  readonly environment: Readonly<Record<string, string>>;
  remove(): void;
}

/**
 * @param names of the hosts that are spoken for besides this machine
 * @param environment whose own additional authorities a child continues to trust
 */
export async function handOutAuthority(
  names: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<HandedOutAuthority> {
  const { authority, certificate, key } = await createPrivateCertificate(Date.now(), names);
  const added = additionalAuthorities(environment);
  const folder = mkdtempSync(join(tmpdir(), 'turntape-tls-')); // made 0700
  const bundle = join(folder, 'authorities.pem');
  const own = join(folder, 'turntape.pem');
  writeFileSync(own, [authority, ...added].join('\n'), { mode: 0o600 });
  writeFileSync(bundle, [authority, ...added, ...rootCertificates].join('\n'), { mode: 0o600 });
  return {
    tls: { key, certificate },
    bundle,
    environment: {
      ...(environment['CODEX_CA_CERTIFICATE'] && { CODEX_CA_CERTIFICATE: bundle }),
      SSL_CERT_FILE: bundle,
      NODE_EXTRA_CA_CERTS: own,
      REQUESTS_CA_BUNDLE: bundle,
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What a company's machine trusts by these variables; a file that cannot be read says nothing. */
function additionalAuthorities(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const names = ['CODEX_CA_CERTIFICATE', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'];
  const files = new Set(names.map((name) => environment[name]).filter((file) => file));
  return [...files].flatMap((file) => {
    try {
      return [readFileSync(file ?? '', 'utf8')];
    } catch {
      return [];
    }
  });
}
