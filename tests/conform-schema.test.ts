// `conform --json` keeps its contract: the committed schema is what the code says.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { cardSchema } from '../src/conform/card-document.ts';

test('schemas/conform-1.schema.json is that of the code (vitest -u rewrites it)', async () => {
  // As it is published: fields may be added.
  const text = JSON.stringify(
    z.toJSONSchema(cardSchema),
    (key, value) => (key === 'additionalProperties' && value === false ? undefined : value),
    2,
  );
  const path = join(import.meta.dirname, '..', 'schemas', 'conform-1.schema.json');
  await expect(`${text}\n`).toMatchFileSnapshot(path);
});
