import { expect, test } from 'vitest';
import { renderTable } from './text-table.ts';

test('columns line up, numbers to the right, missing values as a dash', () => {
  const table = renderTable(
    [{ title: 'name' }, { title: 'count', align: 'right' }],
    [
      ['a', 1],
      ['long name', null],
      [null, 12345],
    ],
  );
  expect(table.split('\n')).toEqual([
    'name       count',
    'a              1',
    'long name      -',
    '-          12345',
  ]);
});
