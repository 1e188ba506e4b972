import { expect, test } from 'vitest';
import { backends, defaultBackend, findBackend, isSimulated, listBackends } from './registry.ts';

test.each([
  ['sim', 'simulated', ''],
  ['openai', 'live', ''],
  ['chatgpt', 'live', ''],
  ['replay:s_1', 'recorded', 's_1'],
  ['HTTP://127.0.0.1:1/v1', 'live', 'HTTP://127.0.0.1:1/v1'],
])('%s is a %s backend that names `%s`', (text, kind, named) => {
  expect(findBackend(text)).toMatchObject({ kind, named });
  expect(backends.filter(({ match }) => match(text) !== null)).toHaveLength(1);
  expect(isSimulated(text)).toBe(kind === 'simulated');
});

test('where none is named, nothing is sent anywhere', () => {
  expect(findBackend(defaultBackend).kind).toBe('simulated');
});

test.each(['replay:', 'sim2', '', 'ftp://h'])('`%s` is not a backend', (text) => {
  expect(() => findBackend(text)).toThrow(`unknown backend \`${text}\``);
});

test('every live backend says where requests go, and what is sent with them', () => {
  for (const entry of backends) {
    if (entry.kind !== 'live') continue;
    const { url, credentials } = entry.address('https://gateway.example/v1');
    expect(url).toMatch(/^https:.*\/responses$/);
    expect(credentials).not.toBe('');
  }
});

test('they are listed as they are written', () => {
  expect(listBackends('simulated', 'recorded')).toBe('sim or replay:SESSION');
  expect(listBackends('simulated')).toBe('sim');
});
