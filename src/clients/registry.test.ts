import { expect, test } from 'vitest';
import type { HeaderList } from '../lib/header-list.ts';
import { clients, findClientOfCommand, findRequestNames, identifyClient } from './registry.ts';

test.each([
  ['claude', 'claude'],
  ['/usr/local/bin/claude', 'claude'],
  ['./node_modules/.bin/codex', 'codex'],
  ['codex.exe', 'codex'],
  ['claude-wrapper', 'other'],
])('%s is %s', (command, client) => {
  expect(findClientOfCommand(command)).toBe(clients[client as keyof typeof clients]);
});

test.each<[string, HeaderList, string]>([
  ['its own header', [['X-Claude-Code-Session-Id', 'c']], 'claude'],
  ['its user agent', [['User-Agent', 'claude-cli/2.1']], 'claude'],
  ['its originator', [['originator', 'codex_exec']], 'codex'],
  ['the user agent of another', [['User-Agent', 'opencode/1.2']], 'other'],
  ['nothing', [], 'other'],
])('%s names the client', (_what, headers, client) => {
  expect(identifyClient(headers)).toBe(client);
});

test('a client without an entry may name its session as another client does', () => {
  const headers: HeaderList = [
    ['User-Agent', 'opencode/1.2'],
    ['session-id', 's'],
  ];
  expect(findRequestNames(headers, {})).toMatchObject({ sessionId: 's', client: 'codex' });
  expect(findRequestNames([], {})).toBeNull();
});

test.each(Object.entries(clients))('%s writes its headers in lower case', (_name, client) => {
  const headers = [...client.namingHeaders, ...client.publicHeaders];
  expect(headers).toEqual(headers.map((header) => header.toLowerCase()));
});
