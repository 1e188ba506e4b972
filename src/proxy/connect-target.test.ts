import { expect, test } from 'vitest';
import { HarnessError } from '../lib/harness-error.ts';
import { isPublicAddress, judgeTarget, parseConnectRule, parseTarget } from './connect-target.ts';

test.each([
  ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255'],
  ...['192.168.1.1', '169.254.169.254', '100.64.0.1', '224.0.0.1', '255.255.255.255'],
  ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fd00::1', 'ff02::1', '::ffff:127.0.0.1'],
  ...['::ffff:a9fe:a9fe', '64:ff9b::7f00:1', '::7f00:1', 'not an address'],
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(['1.1.1.1', '172.32.0.1', '2606:4700::1111', '64:ff9b::101:101', '::ffff:1.1.1.1'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

async function judge(authority: string, rules: readonly string[] = [], resolves = true) {
  const target = parseTarget(authority);
  if (target === null) return 'not a target';
  const judged = await judgeTarget(target, rules.map(parseConnectRule), resolves);
  return 'refused' in judged
    ? 'refused'
    : `${judged.addresses[0]?.address ?? judged.host}:${judged.port}`;
}

test.each<[string, string[], string]>([
  ['1.1.1.1:443', [], '1.1.1.1:443'],
  ['1.1.1.1:22', [], 'refused'],
  ['1.1.1.1:22', ['*:22'], '1.1.1.1:22'],
  ['1.1.1.1:22', ['1.1.1.1:*'], '1.1.1.1:22'],
  ['127.0.0.1:443', [], 'refused'],
  ['127.0.0.1:443', ['*:443'], 'refused'],
  ['127.0.0.1:8443', ['127.0.0.1:8443'], '127.0.0.1:8443'],
  ['127.0.0.1:8444', ['127.0.0.1:8443'], 'refused'],
  ['127.1:443', [], 'refused'],
  ['2130706433:443', [], 'refused'],
  ['0x7f.1:443', [], 'refused'],
  ['[::ffff:127.0.0.1]:443', [], 'refused'],
  ['localhost:443', [], 'refused'],
  ['localhost.:443', [], 'refused'],
  ['a.localhost:443', [], 'refused'],
  ['169.254.169.254:443', [], 'refused'],
  ['nowhere', [], 'not a target'],
  ['1.1.1.1:0', [], 'not a target'],
  ['1.1.1.1:99999', [], 'not a target'],
])('%s with %j: %s', async (authority, rules, expected) => {
  expect(await judge(authority, rules)).toBe(expected);
});

test('a name is left to the proxy that looks it up, an address is not', async () => {
  expect(await judge('inside.example:443', [], false)).toBe('inside.example:443');
  expect(await judge('10.0.0.1:443', [], false)).toBe('refused');
  expect(await judge('127.1:443', [], false)).toBe('refused');
});

test.each(['', 'host', '*:*', ':443', 'host:0', 'http://host:1', '*'])(
  '%j is refused as a rule',
  (text) => {
    expect(() => parseConnectRule(text)).toThrow(HarnessError);
  },
);
