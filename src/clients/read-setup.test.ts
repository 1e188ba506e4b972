import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clientOf } from './client-plan.ts';
import { readClaudeSetup } from './read-claude-setup.ts';
import { readCodexSetup } from './read-codex-setup.ts';

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'turntape-clients-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

test.each([
  ['claude', 'claude'],
  ['/usr/local/bin/claude', 'claude'],
  ['./node_modules/.bin/codex', 'codex'],
  ['codex.exe', 'codex'],
  ['claude-wrapper', 'other'],
])('%s is %s', (command, client) => {
  expect(clientOf(command)).toBe(client);
});

describe('Claude Code', () => {
  const files = {
    'home/settings.json': '{"env":{"A":"user"}}',
    'repo/.claude/settings.json': '{"env":{"A":"project"}}',
    'repo/.claude/settings.local.json': '{"env":{"A":"local"}}',
    'repo/own.json': '{"model":"m"}',
  };
  const read = (args: readonly string[], changed: Record<string, string> = {}) => {
    const root = folder({ ...files, ...changed });
    const environment = { CLAUDE_CONFIG_DIR: join(root, 'home') };
    return readClaudeSetup(['claude', ...args], environment, join(root, 'repo'));
  };
  const values = (args: readonly string[]): unknown[] =>
    read(args)
      .files.filter(({ managed }) => !managed)
      .map(({ settings }) => (settings['env'] as { A: string }).A);

  test('local, project and user settings, strongest first', () => {
    expect(values([])).toEqual(['local', 'project', 'user']);
  });

  test('only the sources that the client was told to read', () => {
    expect(values(['--setting-sources', 'user'])).toEqual(['user']);
    expect(values(['--setting-sources=user,local'])).toEqual(['local', 'user']);
  });

  test("the user's --settings as a file or as JSON", () => {
    expect(read(['--settings', 'own.json']).ownSettings).toEqual({ model: 'm' });
    expect(read(['--settings={"a":1}']).ownSettings).toEqual({ a: 1 });
    expect(read([]).ownSettings).toBeNull();
  });

  test('a file that cannot be read is named', () => {
    expect(() => read([], { 'home/settings.json': '{' })).toThrow('home/settings.json');
    expect(() => read(['--settings', 'missing.json'])).toThrow('missing.json');
  });
});

describe('Codex', () => {
  const read = (files: Record<string, string>, args: readonly string[] = [], env = {}) =>
    readCodexSetup(['codex', ...args], { CODEX_HOME: folder(files), ...env }, folder({}));

  test('the machine’s configuration is below the user’s, the managed one above every override', () => {
    const system = folder({
      'config.toml': 'a = "system"\nb = "system"\nc = "system"\nd = "system"\n',
      'managed_config.toml': 'd = "managed"\n',
    });
    const home = folder({ 'config.toml': 'b = "user"\nc = "user"\nd = "user"\n' });
    const argv = ['codex', '-c', 'c=-c', '-c', 'd=-c'];
    const { configuration, managed } = readCodexSetup(argv, { CODEX_HOME: home }, system);
    expect(configuration).toEqual({ a: 'system', b: 'user', c: '-c', d: 'managed' });
    expect(managed).toEqual({ d: 'managed' });
  });

  test('overrides beat the profile, which beats config.toml', () => {
    const files = {
      'config.toml': 'a = 1\nb = 1\nc = 1\n[model_providers.x]\nname = "X"\n',
      'work.config.toml': 'b = 2\nc = 2\n',
    };
    const args = ['-p', 'work', 'exec', '-c', 'c=3', '-c', 'model_providers.x.base_url=http://h'];
    expect(read(files, args).configuration).toEqual({
      a: 1,
      b: 2,
      c: 3,
      model_providers: { x: { name: 'X', base_url: 'http://h' } },
    });
  });

  test('a profile may be a table of config.toml', () => {
    const files = { 'config.toml': 'profile = "w"\n[profiles.w]\nmodel_provider = "x"\n' };
    expect(read(files).configuration['model_provider']).toBe('x');
  });

  test('what follows -- is the prompt', () => {
    expect(read({}, ['exec', '--', '-c', 'a=1']).configuration).toEqual({});
  });

  test.each([
    ['{"auth_mode":"chatgpt","tokens":{}}', 'chatgpt'],
    ['{"auth_mode":"apikey","OPENAI_API_KEY":"k"}', 'api-key'],
    ['{"OPENAI_API_KEY":null,"tokens":{"access_token":"t"}}', 'chatgpt'],
    ['{"OPENAI_API_KEY":"k"}', 'api-key'],
    ['{}', 'none'],
  ])('auth.json %s is a login by %s', (text, login) => {
    expect(read({ 'auth.json': text }).login).toBe(login);
  });

  test('without auth.json the environment or the configuration may name the login', () => {
    expect(read({}).login).toBe('none');
    expect(read({}, [], { CODEX_API_KEY: 'k' }).login).toBe('api-key');
    expect(read({}, ['-c', 'forced_login_method=chatgpt']).login).toBe('chatgpt');
  });

  test('a file that cannot be read is named', () => {
    expect(() => read({ 'config.toml': 'a = [' })).toThrow('config.toml');
    expect(() => read({ 'auth.json': '[]' })).toThrow('auth.json');
  });
});
