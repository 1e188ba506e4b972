import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { validationRules } from '../rules/validation/registry.ts';
import { faultNames } from './fault-names.ts';
import {
  defaultSimulatorParameters,
  parseSimulatorParameters,
  simulatorParameterNames,
  simulatorParameterTable,
} from './simulator-parameters.ts';

describe('--sim key=value', () => {
  test('values are typed by the table, the last one wins', () => {
    const pairs = ['cache_outputs=full', 'machines=3', 'turn_state_routing=true', 'machines=4'];
    expect(parseSimulatorParameters(pairs)).toEqual({
      ...defaultSimulatorParameters,
      cache_outputs: 'full',
      machines: 4,
      turn_state_routing: true,
    });
  });

  test.each([
    ['cache_output=full', 'Did you mean `cache_outputs`?'],
    ['nonsense-entirely=1', 'See docs/simulator.md for the parameters'],
    ['toString=1', 'See docs/simulator.md for the parameters'],
    ['cache_outputs=some', 'Give one of profile, none, full'],
    ['cache_quantum=0', 'Give a whole number from 1 to 65536, or profile'],
    ['cache_step=x', 'Give a whole number from 1 to 65536, or profile'],
    ['profile_date=May', /a month or a day, as in 2026-04/],
    ['machines=0', 'Give a whole number from 1 to 1024'],
    ['machines=', 'Give a whole number from 1 to 1024'],
    ['machines=1.5', 'Give a whole number from 1 to 1024'],
    ['rules_off=store-must-be-fals', /perhaps `store-must-be-false`/],
    ['rules_on=all', /`all` is not one/],
    ['fault_plan=3:429+x', /NUMBER:FAULT.*`x` is not one/],
    ['fault_plan=0:429', /NUMBER:FAULT/],
    ['noise=much', 'Give a number from 0 to 3'],
    ['machines', 'Write --sim key=value'],
  ])('%s is a usage error that says: %s', (pair, hint) => {
    expect(() => parseSimulatorParameters([pair])).toThrow(
      expect.objectContaining({
        code: 'usage',
        hint: typeof hint === 'string' ? hint : expect.stringMatching(hint),
      }),
    );
  });

  test('every fault can be asked for', () => {
    for (const fault of faultNames) {
      expect(parseSimulatorParameters([`fault=${fault}`]).fault).toBe(fault);
    }
  });
});

describe('docs/simulator.md', () => {
  const page = readFileSync(new URL('../../docs/simulator.md', import.meta.url), 'utf8');
  const rows = new Map(
    page
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => {
        const cells = line.split('|').map((cell) => cell.trim());
        return [cells[1]?.replaceAll('`', ''), cells] as const;
      }),
  );

  test.each(simulatorParameterNames)('has the row of %s as the table has it', (name) => {
    const { meaning, default: value, confidence, source } = simulatorParameterTable[name];
    const shown = value === '' ? 'empty' : `\`${value}\``;
    expect(rows.get(name)?.slice(2, 6)).toEqual([shown, meaning, confidence, source]);
  });

  test.each(faultNames.filter((name) => name !== 'none'))('names the fault %s', (name) => {
    const faults = page.slice(page.indexOf('\n## Faults'), page.indexOf('\n## Lints'));
    expect(faults).toContain(`\`${name}\``);
  });

  test.each(validationRules.map(({ name }) => name))('names the rule %s', (name) => {
    expect(rows.has(name)).toBe(true);
  });
});
