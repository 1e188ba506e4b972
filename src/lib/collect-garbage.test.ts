import { expect, test } from 'vitest';
import { createCollector } from './collect-garbage.ts';

const mib = 1024 * 1024;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('garbage is collected once enough was let go of, after the work at hand', async () => {
  let collections = 0;
  const freed = createCollector(
    { bytesMin: 8 * mib, blockBytesMin: mib },
    setImmediate,
    () => collections++,
  );
  freed(6 * mib);
  await turn();
  expect(collections).toBe(0);
  freed(6 * mib);
  freed(6 * mib);
  expect(collections).toBe(0);
  await turn();
  expect(collections).toBe(1);
  freed(6 * mib);
  await turn();
  expect(collections).toBe(1);
});

test('small blocks do not count: V8 collects those by itself', async () => {
  let collections = 0;
  const freed = createCollector(
    { bytesMin: mib, blockBytesMin: mib },
    setImmediate,
    () => collections++,
  );
  for (let block = 0; block < 100; block++) freed(mib / 2);
  await turn();
  expect(collections).toBe(0);
});

test('what nothing refers to is gone then', async () => {
  const freed = createCollector({ bytesMin: mib, blockBytesMin: mib }, setImmediate);
  const known = new WeakRef(new Uint8Array(16 * mib));
  await turn(); // until then the reference is kept
  freed(16 * mib);
  await turn();
  await turn();
  expect(known.deref()).toBeUndefined();
});
