import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readText } from '../../files/read-text.ts';
import { folder } from '../clients.test-support.ts';
import { readClaudeSetup } from './read-claude-setup.ts';

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
    const machine = { environment, cwd: join(root, 'repo'), home: root, readText };
    return readClaudeSetup(['claude', ...args], machine);
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

  test.each([
    ['the folder', 'repo', true],
    ['a folder above it', '', true],
    ['another folder', 'repository', false],
  ])('trust in %s', (_name, trusted, expected) => {
    const root = folder(files);
    const state = { projects: { [join(root, trusted)]: { hasTrustDialogAccepted: true } } };
    writeFileSync(join(root, 'home/.claude.json'), JSON.stringify(state));
    const environment = { CLAUDE_CONFIG_DIR: join(root, 'home') };
    const machine = { environment, cwd: join(root, 'repo'), home: root, readText };
    expect(readClaudeSetup(['claude'], machine).trustsFolder).toBe(expected);
    expect(readClaudeSetup(['claude'], { ...machine, environment: {} }).trustsFolder).toBe(false);
  });
});
