import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { createPrivateCertificate } from './private-certificate.ts';

test('a certificate for loopback names, signed by an authority that signs nothing else', async () => {
  const made = await createPrivateCertificate(Date.now());
  const authority = new X509Certificate(made.authority);
  const certificate = new X509Certificate(made.certificate);
  expect(certificate.verify(authority.publicKey)).toBe(true);
  expect([authority.ca, certificate.ca]).toEqual([true, false]);
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect(certificate.checkHost('example.org')).toBeUndefined();
  expect(made.key).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
});
