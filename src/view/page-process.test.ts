import { mkdtempSync, rmSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startPageProcess } from './page-process.ts';

test('the page beside a recorder leaves the cores to the proxy', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-view-'));
  const page = await startPageProcess({ database: join(folder, 'a.db'), version: '0' });
  try {
    expect(getPriority(page.pid)).toBeGreaterThanOrEqual(10);
  } finally {
    page.close();
    rmSync(folder, { recursive: true });
  }
});
