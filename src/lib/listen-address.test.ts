import { expect, test } from 'vitest';
import { authority, isLoopback, parseListen } from './listen-address.ts';

test.each([
  ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
  ['localhost:8080', { host: 'localhost', port: 8080 }],
  ['[::1]:65535', { host: '::1', port: 65535 }],
])('%s is an address, and is written as it was read', (text, address) => {
  expect(parseListen(text)).toEqual(address);
  expect(authority(address)).toBe(text);
});

test.each(['8080', ':8080', 'localhost', 'localhost:', '::1:80', 'h:65536', 'h:-1'])(
  '%s is refused',
  (text) => {
    expect(() => parseListen(text)).toThrow('is not an address to listen on');
  },
);

test('loopback is this machine alone', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '10.0.0.1', '::', '127.evil.example', 'example.org'].some(isLoopback)).toBe(
    false,
  );
});
