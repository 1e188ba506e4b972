// The null test: with no reasoning in a scenario and no benefit set, `off` and `on` must send the
// model the same tokens and get the same counts. Whatever differs then was built in by turntape.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  defaultRenderOptions,
  type PromptSegment,
  renderPrompt,
} from '../src/cache-model/render-prompt.ts';
import { presetArms } from '../src/domain/preset-arm.ts';
import type { PlayedTurn, RunDefinition, Trial } from '../src/domain/run.ts';
import { playScenario } from '../src/experiment/play-scenario.ts';
import { sha256 } from '../src/lib/sha256.ts';
import { benefitParameters } from '../src/profiles/parameters/benefit-parameters.ts';
import { describeBenefit } from '../src/report/text/benefit.ts';
import { loadScenario } from '../src/scenarios/load.ts';
import type { Scenario } from '../src/scenarios/scenario.ts';
import type { ResponsesRequest } from '../src/wire/responses/request.ts';
import { createRequestReader } from '../src/wire/responses/request-reader.ts';

/** Of every scenario; `TURNTAPE_NULL_SEEDS=200 npx vitest run tests/null.test.ts` plays all. */
const seeds = Number(process.env['TURNTAPE_NULL_SEEDS'] ?? 2);
/** Far above the longest history of a scenario. */
const historyBytesMax = 64 * 1024 * 1024;
const folder = join(import.meta.dirname, '..', 'scenarios');
const scenarios = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => loadScenario(readFileSync(join(folder, name), 'utf8'), name));

/** Wherever it stands: in the steps of subagents and compactions too. */
function withoutReasoning<Value>(value: Value): Value {
  const text = JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'reasoningTokens') return 0;
    return key === 'summary' && Array.isArray(inner) ? [] : inner;
  });
  return JSON.parse(text) as Value;
}

/** Equal texts are equal tokens: the tokenizer is a function. */
function tokensOf(segment: PromptSegment): string {
  return segment.kind === 'opaque'
    ? `${segment.identity} ${segment.tokens}`
    : `${segment.frame} ${segment.text}`;
}

/** Per request every token of its prompt, in order, and what the backend said of it. */
function streamOf({ turns }: Trial<PlayedTurn>): string[] {
  // A session repeats its history: read and rendered once, or 200 seeds would take hours.
  const reader = createRequestReader(historyBytesMax);
  const rendering = { ...defaultRenderOptions, rendered: new WeakMap() };
  return turns.map(({ exchange, status, usage }) => {
    const request = reader.read('', exchange.body) as unknown as ResponsesRequest;
    const tokens = renderPrompt(request, rendering).map(tokensOf);
    return [...tokens, status, JSON.stringify(usage)].join('\n');
  });
}

async function streamsOf(
  scenario: Scenario,
  seed: string,
): Promise<{ off: string[]; on: string[] }> {
  // Noise moves the clock, and with it evictions and rates: it must hit both arms alike.
  const options = { arms: presetArms('off', 'on'), seed, parameters: { noise: 0.3 } };
  const { off, on } = await playScenario(scenario, options);
  return { off: streamOf(off), on: streamOf(on) };
}

test.each(Object.entries(benefitParameters))(
  'the benefit %s is zero unless it is set, and then the report says so',
  (name, { default: value }) => {
    const run = { label: 'simulated', parameters: [] } as unknown as RunDefinition;
    const variants = (set: number) => [{ name: 'base', parameters: { [name]: set } }];
    expect(describeBenefit({ ...run, variants: variants(value) })).toBeNull();
    expect(describeBenefit({ ...run, variants: variants(0.1) })).toContain(`${name}=0.1`);
  },
);

describe('without reasoning, off and on are the same token stream', () => {
  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const streams = new Set<string>();
      for (let seed = 0; seed < seeds; seed++) {
        const { off, on } = await streamsOf(withoutReasoning(scenario), `null ${seed}`);
        expect(off[0]?.length).toBeGreaterThan(1000);
        expect(on.length).toBe(off.length);
        for (const [request, tokens] of off.entries()) {
          // Not toEqual: a failure would print hundreds of thousands of characters.
          expect(on[request] === tokens, `seed ${seed}, request ${request} differs`).toBe(true);
        }
        streams.add(sha256(off[0] ?? ''));
      }
      // Seeds are not one session played again and again: each has its own nonce.
      expect(streams.size).toBe(seeds);
    },
    3_600_000,
  );

  test('and with reasoning they are not: the test can fail', async () => {
    const scenario = scenarios.find(({ name }) => name === 'plain-tool-loop');
    if (scenario === undefined) throw new Error('no plain-tool-loop');
    const { off, on } = await streamsOf(scenario, 'null');
    expect(on).not.toEqual(off);
  });
});
