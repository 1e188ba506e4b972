// A private authority for `--tls`: what a child must trust, as a file for as long as it runs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

export async function handOutAuthority(): Promise<HandedOutAuthority> {
  const { authority, certificate, key } = await createPrivateCertificate(Date.now());
  const folder = mkdtempSync(join(tmpdir(), 'turntape-tls-')); // made 0700
  const bundle = join(folder, 'authorities.pem');
  const own = join(folder, 'turntape.pem');
  writeFileSync(own, authority, { mode: 0o600 });
  writeFileSync(bundle, [authority, ...rootCertificates].join('\n'), { mode: 0o600 });
  return {
    tls: { key, certificate },
    bundle,
    environment: {
      SSL_CERT_FILE: bundle,
      NODE_EXTRA_CA_CERTS: own,
      REQUESTS_CA_BUNDLE: bundle,
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
