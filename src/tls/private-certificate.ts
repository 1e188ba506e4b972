// A private certificate authority and one certificate for this machine's loopback names, made at
// start and valid for a short time. The authority's key is thrown away: nothing else can be signed.
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';

/**
 * The certificate library's dependency container refuses to load without a metadata polyfill, which
 * it then only asks for constructor types that none of the registered classes has.
 */
async function loadX509() {
  const none = (): undefined => undefined;
  const reflect = Reflect as { getMetadata?: unknown };
  if (reflect.getMetadata === undefined) {
    Object.assign(Reflect, { getMetadata: none, getOwnMetadata: none, defineMetadata: none });
  }
  return import('@peculiar/x509');
}

export interface PrivateCertificate {
  /** PEM, public: what a client must trust (`SSL_CERT_FILE`). */
  readonly authority: string;
  /** PEM, public. */
  readonly certificate: string;
  /** PEM, secret: stays in memory. */
  readonly key: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 24 * 60 * 60 * 1000;
/** A server that runs longer needs a restart. */
const validMs = 30 * dayMs;

/**
 * @param nowMs wall clock; certificates count from a day before, for clocks that differ
 * @param names of other servers that the certificate speaks for, to who trusts the authority
 */
export async function createPrivateCertificate(
  nowMs: number,
  names: readonly string[] = [],
): Promise<PrivateCertificate> {
  const x509 = await loadX509();
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
  const validity = { notBefore: new Date(nowMs - dayMs), notAfter: new Date(nowMs + validMs) };
  const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const authorityKeys = await newKeys();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=turntape private authority',
    ...validity,
    signingAlgorithm: algorithm,
    keys: authorityKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: '02',
    subject: 'CN=localhost',
    issuer: authority.subject,
    ...validity,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
        ...names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }) as const),
      ]),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return {
    authority: authority.toString('pem'),
    certificate: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8
      .toString('base64')
      .replaceAll(/(.{64})/g, '$1\n')
      .trimEnd()}\n-----END PRIVATE KEY-----\n`,
  };
}
