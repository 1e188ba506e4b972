import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../lib/json.ts';
import { type ClaudeSetup, planClaude } from './plan-claude.ts';

const proxy = 'http://127.0.0.1:9';

function setup(change: Partial<ClaudeSetup> = {}): ClaudeSetup {
  return {
    ...{ argv: ['claude', '-p', 'hi'], environment: {}, files: [] },
    ...{ ownSettings: null, trustsFolder: false },
    ...change,
  };
}
const file = (variables: JsonObject, managed = false, isProject = false) => ({
  source: managed ? '/etc/managed.json' : '/home/settings.json',
  managed,
  isProject,
  settings: { env: variables },
});
const base = (url: string): JsonObject => ({ ANTHROPIC_BASE_URL: url });

describe('the upstream is', () => {
  test.each<[string, Partial<ClaudeSetup>, string]>([
    ['the vendor by default', {}, 'https://api.anthropic.com'],
    [
      'what the environment names',
      { environment: { ANTHROPIC_BASE_URL: 'http://env:1/' } },
      'http://env:1',
    ],
    [
      'what a settings file names, before the environment',
      {
        environment: { ANTHROPIC_BASE_URL: 'http://env:1' },
        files: [file(base('http://file:1/x'))],
      },
      'http://file:1/x',
    ],
    [
      'what the stronger of two files names',
      { files: [file(base('http://local:1')), file(base('http://user:1'))] },
      'http://local:1',
    ],
    [
      "what the user's --settings name, before any file",
      { files: [file(base('http://file:1'))], ownSettings: { env: base('http://own:1') } },
      'http://own:1',
    ],
  ])('%s', (_name, change, expected) => {
    expect(planClaude(setup(change)).upstreams).toEqual({ anthropic: expected });
  });
});

describe('an upstream that a file of the working directory names', () => {
  const project = file(base('http://repository:1'), false, true);
  test('needs the word of the user', () => {
    const { untrusted } = planClaude(setup({ files: [project] }));
    expect(untrusted?.anthropic).toContain('http://repository:1');
  });
  test.each<[string, Partial<ClaudeSetup>]>([
    ['is used where the user trusts the folder', { files: [project], trustsFolder: true }],
    [
      "does not matter where the user's settings win",
      { ownSettings: { env: base('http://own:1') } },
    ],
  ])('%s', (_name, change) => {
    expect(planClaude(setup({ files: [project], ...change }))).not.toHaveProperty('untrusted');
  });
});

describe('the client is started', () => {
  test('with settings that win over every file', () => {
    expect(planClaude(setup()).launch(proxy, '/run')).toEqual({
      command: 'claude',
      args: ['--settings', '/run/settings.json', '-p', 'hi'],
      files: { 'settings.json': JSON.stringify({ env: base(proxy) }) },
      environment: base(proxy),
    });
  });

  test.each<[string, string[]]>([
    ['two words', ['--settings', 'own.json', '-p', 'hi']],
    ['one word', ['-p', '--settings=own.json', 'hi']],
  ])("with the user's own --settings merged in (%s)", (_name, args) => {
    const own = { model: 'm', env: { OTHER: '1', ...base('http://own:1') } };
    const plan = planClaude(setup({ argv: ['claude', ...args], ownSettings: own }));
    const merged = JSON.stringify({ model: 'm', env: { OTHER: '1', ...base(proxy) } });
    expect(plan.launch(proxy, '/run')).toMatchObject({
      args: ['--settings', '/run/settings.json', '-p', 'hi'],
      files: { 'settings.json': merged },
    });
  });

  test('past a corporate proxy that must not see loopback', () => {
    const environment = { HTTPS_PROXY: 'http://corp:3128', NO_PROXY: '.corp' };
    const { environment: set } = planClaude(setup({ environment })).launch(proxy, '/run');
    expect(set['NO_PROXY']).toBe('.corp,127.0.0.1,localhost,::1');
  });
});

describe('in mode first-party', () => {
  const own = (change: Partial<ClaudeSetup> = {}) =>
    planClaude(setup({ mode: 'first-party', ...change }));
  const switchName = '_CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL';
  const settingsOf = (plan: ReturnType<typeof own>): JsonObject =>
    (JSON.parse(plan.launch(proxy, '/run').files?.['settings.json'] ?? '') as JsonObject)[
      'env'
    ] as JsonObject;

  test('the client is told that the base URL leads to Anthropic', () => {
    const plan = own();
    expect(plan.decryptedHosts).toBeUndefined();
    expect(settingsOf(plan)).toEqual({ ...base(proxy), [switchName]: '1' });
    expect(plan.launch(proxy, '/run').environment).toMatchObject({ [switchName]: '1' });
  });

  test('where the proxy can decrypt, its host alone is, and the base URL stays', () => {
    const environment = { NO_PROXY: 'corp.example,.anthropic.com' };
    const plan = own({ canDecrypt: true, environment });
    expect(plan.decryptedHosts).toEqual(['api.anthropic.com']);
    const bypass = 'corp.example,127.0.0.1,localhost,::1';
    expect(settingsOf(plan)).toEqual({
      ...{ HTTPS_PROXY: proxy, https_proxy: proxy },
      ...{ NO_PROXY: bypass, no_proxy: bypass },
    });
  });

  test.each(['http://api.anthropic.com', 'https://api.anthropic.com.example', 'http://other:1'])(
    'a client that is sent to %s behaves as behind a gateway, as it would without a recorder',
    (url) => {
      const plan = own({ canDecrypt: true, environment: { ANTHROPIC_BASE_URL: url } });
      expect(plan.decryptedHosts).toBeUndefined();
      expect(settingsOf(plan)).toEqual(base(proxy));
      expect(plan.note).toContain('mode base-url');
    },
  );
});

describe('it is refused when no traffic could pass:', () => {
  test.each<[string, Partial<ClaudeSetup>, string]>([
    [
      'Bedrock by environment',
      { environment: { CLAUDE_CODE_USE_BEDROCK: '1' } },
      'CLAUDE_CODE_USE_BEDROCK is set in the environment',
    ],
    [
      'Vertex by settings',
      { files: [file({ CLAUDE_CODE_USE_VERTEX: 'true' })] },
      '/home/settings.json',
    ],
    [
      'a managed base URL',
      { files: [file(base('http://corp'), true)] },
      '/etc/managed.json sets ANTHROPIC_BASE_URL',
    ],
    [
      'an invalid base URL',
      { environment: { ANTHROPIC_BASE_URL: 'localhost' } },
      'not an http(s) URL',
    ],
    [
      'a base URL with a password, which is not repeated',
      { environment: { ANTHROPIC_BASE_URL: 'http://user:word@host' } },
      'ANTHROPIC_BASE_URL in the environment holds a user name or password',
    ],
  ])('%s', (_name, change, message) => {
    expect(() => planClaude(setup(change))).toThrow(message);
  });

  test('but not when such a mode is switched off', () => {
    const plan = planClaude(setup({ environment: { CLAUDE_CODE_USE_BEDROCK: '0' } }));
    expect(plan.upstreams).toEqual({ anthropic: 'https://api.anthropic.com' });
  });
});
