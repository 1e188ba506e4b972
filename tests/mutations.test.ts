// The defects that `npm run test:mutations` puts in are still possible: their code is there, once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mutations } from '../tools/mutations/mutations.ts';

test.each(mutations.map((mutation) => [mutation.name, mutation] as const))(
  '%s',
  (_name, { file, from, to }) => {
    const code = readFileSync(join(import.meta.dirname, '..', file), 'utf8');
    expect(code.split(from)).toHaveLength(2);
    expect(to).not.toBe(from);
  },
);
