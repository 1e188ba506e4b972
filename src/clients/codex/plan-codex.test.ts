import { describe, expect, test } from 'vitest';
import { type CodexSetup, planCodex } from './plan-codex.ts';

const proxy = 'http://127.0.0.1:9';

function plan(change: Partial<CodexSetup> = {}) {
  return planCodex({
    argv: ['codex', 'exec', 'hi'],
    environment: {},
    configuration: {},
    login: 'api-key',
    ...change,
  });
}
const custom = (provider: object) => ({
  model_provider: 'x',
  model_providers: { x: { name: 'X', ...provider } as never },
});

test.each<[string, Partial<CodexSetup>, object, string[]]>([
  [
    'built-in provider, API key',
    {},
    { openai: 'https://api.openai.com' },
    ['-c', `openai_base_url="${proxy}/v1"`, 'exec', 'hi'],
  ],
  [
    'built-in provider, API key, own base URL',
    { configuration: { openai_base_url: 'http://sim:1/v1/' } },
    { openai: 'http://sim:1' },
    ['-c', `openai_base_url="${proxy}/v1"`, 'exec', 'hi'],
  ],
  [
    'custom provider',
    { configuration: custom({ base_url: 'http://local:1/api/v1' }) },
    { openai: 'http://local:1/api' },
    ['-c', `model_providers.x.base_url="${proxy}/v1"`, 'exec', 'hi'],
  ],
  [
    'custom provider, base URL without /v1',
    { configuration: custom({ base_url: 'http://local:1/openai' }) },
    { openai: 'http://local:1/openai' },
    ['-c', `model_providers.x.base_url="${proxy}"`, 'exec', 'hi'],
  ],
  [
    'custom provider with the ChatGPT login',
    { configuration: custom({ requires_openai_auth: true }), login: 'chatgpt' },
    { chatgpt: 'https://chatgpt.com' },
    ['-c', `model_providers.x.base_url="${proxy}/backend-api/codex"`, 'exec', 'hi'],
  ],
  [
    'built-in provider, ChatGPT login',
    { login: 'chatgpt' },
    { chatgpt: 'https://chatgpt.com' },
    [
      '-c',
      'model_provider="turntape"',
      '-c',
      `model_providers.turntape={name="turntape", base_url="${proxy}/backend-api/codex", wire_api="responses", requires_openai_auth=true}`,
      'exec',
      'hi',
    ],
  ],
])('%s', (_name, change, upstreams, args) => {
  const found = plan(change);
  expect(found.upstreams).toEqual(upstreams);
  expect(found.launch(proxy, '/run')).toMatchObject({ command: 'codex', args });
});

test("the user's own override of the same key is replaced, others stay", () => {
  const argv = ['codex', '-c', 'model="m"', 'exec', '--config=openai_base_url="http://u"', 'hi'];
  const found = plan({ argv, configuration: { openai_base_url: 'http://u:1/v1' } });
  const override = ['-c', `openai_base_url="${proxy}/v1"`];
  expect(found.launch(proxy, '/run').args).toEqual([...override, '-c', 'model="m"', 'exec', 'hi']);
});

describe('it is refused when no traffic could pass:', () => {
  test.each<[string, Partial<CodexSetup>, string]>([
    [
      'Chat Completions',
      { configuration: custom({ base_url: 'http://l/v1', wire_api: 'chat' }) },
      'wire_api = "chat"',
    ],
    ['an unknown provider', { configuration: { model_provider: 'ollama' } }, '`ollama` is not in'],
    ['no login', { login: 'none' }, 'not logged in'],
    ['--oss', { argv: ['codex', '--oss'] }, '--oss'],
    [
      'an invalid base URL',
      { configuration: { openai_base_url: 'nonsense' } },
      'not an http(s) URL',
    ],
  ])('%s', (_name, change, message) => {
    expect(() => plan(change)).toThrow(message);
  });
});

test.each<[string, Partial<CodexSetup>]>([
  ['openai_base_url', { managed: { openai_base_url: 'http://m:1/v1' } }],
  ['model_provider', { managed: { model_provider: 'openai' }, login: 'chatgpt' }],
  [
    'model_providers.x.base_url',
    {
      configuration: custom({ base_url: 'http://m:1/v1' }),
      managed: custom({ base_url: 'http://m:1/v1' }),
    },
  ],
])('a managed %s cannot be overridden: nothing would be recorded', (key, change) => {
  expect(() => plan(change)).toThrow(`managed_config.toml sets ${key}`);
});

test('a managed setting that is not overridden does not matter', () => {
  const change = { configuration: custom({ base_url: 'http://l:1/v1' }) };
  expect(plan({ ...change, managed: { model_provider: 'x' } }).upstreams).toEqual({
    openai: 'http://l:1',
  });
});

describe('a ChatGPT login with the built-in provider, where the proxy can decrypt', () => {
  const decrypted = (change: Partial<CodexSetup> = {}) =>
    plan({ login: 'chatgpt', canDecrypt: true, ...change });

  test('is left as it is: only HTTPS_PROXY brings it to the proxy', () => {
    const { upstreams, decryptedHosts, launch } = decrypted();
    expect(upstreams).toEqual({ chatgpt: 'https://chatgpt.com' });
    expect(decryptedHosts).toEqual(['chatgpt.com']);
    const { args, environment } = launch(proxy, '/run');
    expect(args).toEqual(['exec', 'hi']);
    const here = '127.0.0.1,localhost,::1';
    const bypass = { NO_PROXY: here, no_proxy: here };
    expect(environment).toEqual({ HTTPS_PROXY: proxy, https_proxy: proxy, ...bypass });
  });

  test('keeps a bypass of the user, but not for the host itself', () => {
    const environment = { NO_PROXY: '.chatgpt.com,chatgpt.com:443,*,inner.example' };
    expect(decrypted({ environment }).launch(proxy, '/run').environment).toMatchObject({
      NO_PROXY: 'inner.example,127.0.0.1,localhost,::1',
      no_proxy: 'inner.example,127.0.0.1,localhost,::1',
    });
  });

  test('its own provider or an API key needs no decryption', () => {
    const own = decrypted({ configuration: custom({ base_url: 'http://local:1/v1' }) });
    expect([own, decrypted({ login: 'api-key' })].map((one) => one.decryptedHosts)).toEqual([
      undefined,
      undefined,
    ]);
  });
});
