import { expect, test } from 'vitest';
import { renderPage } from '../page/render-page.ts';
import { definition, trials } from '../run.test-support.ts';
import { viewRun } from '../view.ts';
import { describeBenefit } from './benefit.ts';

const parameter = (value: number) => ({
  ...{ name: 'continuity_benefit', value },
  ...{ source: 'none', confidence: 'assumed' },
});

test('a benefit that was put in is said in the first lines; zero is not a benefit', () => {
  const some = { ...definition, parameters: [parameter(0.2)] };
  const page = renderPage(viewRun(some, trials), []);
  expect(page.split('\n\n')[1]).toBe(
    '> **A benefit was put in by hand: continuity_benefit=0.2. It is assumed, not found: what follows says what it would be worth.**',
  );
  expect(page).not.toContain('every arm takes the same steps');
  expect(describeBenefit({ ...definition, parameters: [parameter(0)] })).toBeNull();
});

test.each(['continuity_benefit', 'redone_steps'])('a swept %s counts', (name) => {
  const variants = [0, 0.1].map((value) => ({
    name: `${name}=${value}`,
    parameters: { [name]: value },
  }));
  expect(describeBenefit({ ...definition, variants })).toContain(`${name}=0, 0.1`);
});
