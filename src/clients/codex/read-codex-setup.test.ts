import { describe, expect, test } from 'vitest';
import { readText } from '../../files/read-text.ts';
import type { Environment } from '../client-plan.ts';
import { folder } from '../clients.test-support.ts';
import { readCodexSetup } from './read-codex-setup.ts';

/** @param system replaces `/etc/codex` */
function machine(environment: Environment, system: string) {
  return {
    ...{ environment, cwd: folder({}), home: folder({}) },
    readText: (path: string) => readText(path.replace('/etc/codex', system)),
  };
}

describe('Codex', () => {
  const read = (files: Record<string, string>, args: readonly string[] = [], env = {}) =>
    readCodexSetup(['codex', ...args], machine({ CODEX_HOME: folder(files), ...env }, folder({})));

  test('the machine’s configuration is below the user’s, the managed one above every override', () => {
    const system = folder({
      'config.toml': 'a = "system"\nb = "system"\nc = "system"\nd = "system"\n',
      'managed_config.toml': 'd = "managed"\n',
    });
    const home = folder({ 'config.toml': 'b = "user"\nc = "user"\nd = "user"\n' });
    const argv = ['codex', '-c', 'c=-c', '-c', 'd=-c'];
    const { configuration, managed } = readCodexSetup(argv, machine({ CODEX_HOME: home }, system));
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
