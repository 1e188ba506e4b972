import { expect, test } from 'vitest';
import { assertReachable } from './corporate-proxy.ts';

test.each(['22.19.0', '22.20.0', '24.0.0', '24.4.1'])(
  'Node %s would go around a proxy: that is one clear line',
  (version) => {
    expect(() => assertReachable({ https_proxy: 'http://proxy:8080' }, version)).toThrow(
      expect.objectContaining({ code: 'configuration', message: expect.stringContaining(version) }),
    );
    expect(() => assertReachable({ HTTPS_PROXY: '' }, version)).not.toThrow();
  },
);

test.each(['22.21.0', '24.5.0', '24.21.0', '26.0.0'])('Node %s goes through it', (version) => {
  expect(() => assertReachable({ HTTPS_PROXY: 'http://proxy:8080' }, version)).not.toThrow();
});
