import { expect, test } from 'vitest';
import type { ExchangeOutline } from '../domain/exchange.ts';
import { presetArms, translatorArm } from '../domain/preset-arm.ts';
import { loadScenario } from '../scenarios/load.ts';
import { playScenario } from './play-scenario.ts';

const scenario = loadScenario(
  `
name: two-calls
description: d
situation: s
system: [{ text: "Rules:", words: 3000 }]
tools: [{ name: Read, description: Reads a file., input_schema: { type: object } }]
turns:
  - user: u
    steps:
      - reasoning_tokens: 100
        calls: [{ name: Read, input: {}, result: r }]
      - text: t
`,
  'x.yaml',
);

const bodyOf = ({ body }: ExchangeOutline): string => new TextDecoder().decode(body);

test('every arm plays the scenario once, and equal input gives equal trials', async () => {
  const arms = [
    ...presetArms('off', 'native'),
    translatorArm('keyless', { prompt_cache_key: 'none' }),
  ];
  const trials = await playScenario(scenario, { arms });
  expect(Object.keys(trials).sort()).toEqual(['keyless', 'native', 'off']);
  const withKey = Object.entries(trials).flatMap(([name, { turns }]) =>
    turns.filter(({ exchange }) => bodyOf(exchange).includes('prompt_cache_key')).map(() => name),
  );
  expect(withKey.sort()).toEqual(['native', 'native', 'off', 'off']);
  expect(await playScenario(scenario, { arms })).toEqual(trials);
});

test('parameters and seed reach the simulator', async () => {
  const arms = presetArms('off');
  const usual = (await playScenario(scenario, { arms })).off;
  const none = (await playScenario(scenario, { arms, parameters: { cache_minimum: 1_000_000 } }))
    .off;
  const cached = ({ turns }: typeof usual): number[] =>
    turns.map(({ usage }) => usage?.cachedTokens ?? -1);
  expect(cached(usual)[1]).toBeGreaterThan(0);
  expect(cached(none)).toEqual([0, 0]);
  const other = (await playScenario(scenario, { arms, seed: '2' })).off;
  const [first, second] = [usual, other].map(({ turns }) => turns[0]?.exchange);
  expect(second && bodyOf(second)).not.toBe(first && bodyOf(first));
});
