// The oracle: with continuity, what the translator makes of Claude Code's history must be the prompt
// that Codex itself would send for the same session. `native` is built without the translator.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { simulatedFactories } from '../src/cli/ab/simulated-factories.ts';
import type { Trial } from '../src/domain/run.ts';
import type { ContextRule } from '../src/rules/model-profiles.ts';
import { renderPrompt } from '../src/rules/render-prompt.ts';
import { defaultSimulatorParameters } from '../src/rules/simulator-parameters.ts';
import { parseArms } from '../src/runner/arms.ts';
import { planRun } from '../src/runner/plan.ts';
import { playRun } from '../src/runner/run.ts';
import { loadScenario } from '../src/scenarios/load.ts';
import { countSteps, type Scenario } from '../src/scenarios/scenario.ts';
import type { ResponsesItem } from '../src/wire/responses/item.ts';
import type { ResponsesRequest } from '../src/wire/responses/request.ts';

const folder = join(import.meta.dirname, '..', 'scenarios');
const scenarios = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => loadScenario(readFileSync(join(folder, name), 'utf8'), name));
const tokenizer = await loadO200kTokenizer();

/** Plays the scenario in the arms; the requests of every arm, in order. */
async function play(
  scenario: Scenario,
  contextRule: ContextRule,
  arms: string[],
): Promise<Record<string, Trial>> {
  const plan = planRun({
    run: 'r_oracle',
    seed: 'oracle',
    scenarios: [scenario],
    repeats: 1,
    variants: [{ name: 'base', parameters: {} }],
    arms: parseArms({ arm: arms, set: [], baseline: undefined }).arms,
  });
  const parameters = { ...defaultSimulatorParameters, context_rule: contextRule };
  const trials: Record<string, Trial> = {};
  for await (const trial of playRun(plan, 'gpt-5.5', simulatedFactories(parameters, tokenizer))) {
    trials[trial.arm] = trial;
  }
  return trials;
}

const requestsOf = (trial: Trial | undefined): ResponsesRequest[] =>
  (trial?.turns ?? []).map(({ requestBody }) => JSON.parse(requestBody) as ResponsesRequest);

const encryptedOf = (item: ResponsesItem): string | undefined =>
  item.type === 'reasoning'
    ? (item as { encrypted_content?: string }).encrypted_content
    : undefined;

/**
 * The prompts of a session as lines. Two accounts encrypt the same reasoning differently, so a
 * reasoning item is named by the order in which the session first saw it.
 */
function promptsOf(requests: readonly ResponsesRequest[], contextRule: ContextRule): string[][] {
  const order = new Map<string, number>();
  for (const text of requests.flatMap(({ input }) => input.map(encryptedOf))) {
    if (text !== undefined && !order.has(text)) order.set(text, order.size);
  }
  const readReasoning = (text: string) => ({ identity: `#${order.get(text)}`, tokens: 1 });
  return requests.map((request) =>
    renderPrompt(request, { contextRule, imageTokens: 1, readReasoning }).map((segment) =>
      segment.kind === 'text'
        ? `${segment.frame}: ${segment.text}`
        : `${segment.what} ${segment.identity}`,
    ),
  );
}

const rules: readonly ContextRule[] = ['current_turn', 'all_turns'];
const cases = scenarios.flatMap((scenario) =>
  rules.map((rule) => [scenario.name, rule, scenario] as const),
);

describe.each(cases)('%s under %s', async (_name, rule, scenario) => {
  const signature = 'signature=reasoning_continuity:true,reasoning_carrier:signature';
  const trials = await play(scenario, rule, ['off', 'on', 'native', signature]);
  const prompts = (arm: string): string[][] => promptsOf(requestsOf(trials[arm]), rule);

  test('every arm plays every step, and nothing is refused', () => {
    for (const trial of Object.values(trials)) {
      expect(trial.outcome).toBe('complete');
      expect(trial.turns.map(({ status }) => status)).toEqual(
        Array.from({ length: countSteps(scenario) }, () => 200),
      );
    }
  });

  test('`on` sends the prompt that `native` sends, at every request', () => {
    expect(prompts('on')).toEqual(prompts('native'));
  });

  test('the signature carrier sends it too', () => {
    expect(prompts('signature')).toEqual(prompts('native'));
  });

  test('with `on` each input begins with the one before and the reasoning that followed', () => {
    const requests = requestsOf(trials['on']);
    for (const [index, { input }] of requests.entries()) {
      const before = requests[index - 1]?.input ?? [];
      expect(input.slice(0, before.length)).toEqual(before);
      const reasoned =
        (trials['on']?.turns[index - 1]?.usage?.output_tokens_details.reasoning_tokens ?? 0) > 0;
      if (reasoned) expect(input[before.length]?.type).toBe('reasoning');
    }
  });

  test('with `off` no input holds reasoning, and each begins with the one before', () => {
    const requests = requestsOf(trials['off']);
    for (const [index, { input }] of requests.entries()) {
      const before = requests[index - 1]?.input ?? [];
      expect(input.filter(({ type }) => type === 'reasoning')).toEqual([]);
      expect(input.slice(0, before.length)).toEqual(before);
    }
  });
});

describe('a scenario without reasoning', () => {
  const none = (scenario: Scenario): Scenario => ({
    ...scenario,
    turns: scenario.turns.map((turn) => ({
      ...turn,
      steps: turn.steps.map((step) => ({ ...step, reasoningTokens: 0, summary: [] })),
    })),
  });

  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s is the same request by request in off and on',
    async (_name, scenario) => {
      const trials = await play(none(scenario), 'current_turn', ['off', 'on']);
      const comparable = (arm: string) =>
        trials[arm]?.turns.map(({ usage, ttftMs }) => ({ usage, ttftMs }));
      expect(comparable('on')).toEqual(comparable('off'));
      expect(prompt(trials['on'])).toEqual(prompt(trials['off']));
    },
  );

  const prompt = (trial: Trial | undefined): string[][] =>
    promptsOf(requestsOf(trial), 'current_turn');
});
