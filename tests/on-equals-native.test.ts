// The oracle: with continuity, what the translator makes of Claude Code's history must be the
// prompt that Codex itself would send for the same session. `native` is built without the
// translator.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderPrompt } from '../src/cache-model/render-prompt.ts';
import { travelsInHistory } from '../src/carriers/carriers.test-support.ts';
import { carrierNames } from '../src/carriers/registry.ts';
import { presetArms, translatorArm } from '../src/domain/preset-arm.ts';
import type { Arm, PlayedTurn, Trial, TurnRecord } from '../src/domain/run.ts';
import { playScenario } from '../src/experiment/play-scenario.ts';
import type { ContextName } from '../src/profiles/model-profiles.ts';
import { loadScenario } from '../src/scenarios/load.ts';
import { countSteps, type Scenario } from '../src/scenarios/scenario.ts';
import type { ResponsesItem } from '../src/wire/responses/item.ts';
import type { ResponsesRequest } from '../src/wire/responses/request.ts';

const folder = join(import.meta.dirname, '..', 'scenarios');
const scenarios = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => loadScenario(readFileSync(join(folder, name), 'utf8'), name));

/** The scenario in `off`, `on`, `native` and one arm more. */
function play(
  scenario: Scenario,
  contextRule: ContextName,
  ...more: Arm[]
): Promise<Record<string, Trial<PlayedTurn>>> {
  return playScenario(scenario, {
    arms: [...presetArms('off', 'on', 'native'), ...more],
    seed: 'oracle',
    parameters: { context_rule: contextRule },
  });
}

const requestsOf = (trial: Trial<PlayedTurn> | undefined): ResponsesRequest[] =>
  (trial?.turns ?? []).map(
    ({ exchange }) => JSON.parse(new TextDecoder().decode(exchange.body)) as ResponsesRequest,
  );

const encryptedOf = (item: ResponsesItem): string | undefined =>
  item.type === 'reasoning'
    ? (item as { encrypted_content?: string }).encrypted_content
    : undefined;

/**
 * The prompts of a session as lines. Two accounts encrypt the same reasoning differently, so a
 * reasoning item is named by the order in which the session first saw it.
 */
function promptsOf(requests: readonly ResponsesRequest[], contextRule: ContextName): string[][] {
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

const rules: readonly ContextName[] = ['current_turn', 'all_turns'];
const cases = scenarios.flatMap((scenario) =>
  rules.map((rule) => [scenario.name, rule, scenario] as const),
);

/** The store is keyed by session and may be limited: it can forget what the signature carries. */
const storeForgets = (scenario: Scenario): boolean =>
  scenario.storeEntries !== undefined || scenario.turns.some(({ session }) => session === 'fork');

/** The request before it in the same conversation; null where the history was cut or replaced. */
function requestBefore(scenario: Scenario, turns: readonly TurnRecord[], index: number) {
  const turn = turns[index];
  const before = turns.findLastIndex(
    ({ conversation }, at) => at < index && conversation === turn?.conversation,
  );
  if (turn === undefined || before < 0) return null;
  const isNewTurn = turns[before]?.userTurn !== turn.userTurn && turn.conversation === undefined;
  const wasCut =
    scenario.turns[turn.userTurn]?.rewindTo !== undefined ||
    scenario.turns[turn.userTurn - 1]?.compactedAs !== undefined;
  return isNewTurn && wasCut ? null : before;
}

const quiet = cases.filter(([, , { simulator }]) => simulator === undefined);
const struck = cases.filter(([, , { simulator }]) => simulator !== undefined);

describe.each(quiet)('%s under %s', async (_name, rule, scenario) => {
  const carrierArms = carrierNames.map((name) =>
    translatorArm(name, { reasoning_continuity: true, reasoning_carrier: name }),
  );
  const trials = await play(scenario, rule, ...carrierArms);
  const prompts = (arm: string): string[][] => promptsOf(requestsOf(trials[arm]), rule);

  test('every arm plays every step, and nothing is refused', () => {
    for (const trial of Object.values(trials)) {
      expect(trial.outcome).toBe('complete');
      expect(trial.turns.map(({ status }) => status)).toEqual(
        Array.from({ length: countSteps(scenario) }, () => 200),
      );
    }
  });

  test('`on` sends the prompt that `native` sends, as long as its store remembers', () => {
    const [on, native] = [prompts('on'), prompts('native')];
    if (!storeForgets(scenario)) return expect(on).toEqual(native);
    // What was lost shifts the numbers of what comes later: here only its place counts.
    const shape = (prompt?: string[]) =>
      prompt?.join('\n').replaceAll(/^(reasoning) #\d+$/gm, '$1');
    const differs = on.findIndex((prompt, index) => shape(prompt) !== shape(native[index]));
    const forked = scenario.turns.findIndex(({ session }) => session === 'fork');
    if (forked >= 0) {
      const first = trials['on']?.turns.findIndex(({ userTurn }) => userTurn === forked);
      // Where earlier turns' reasoning is not part of the prompt, the fork's own is what differs.
      return expect(differs).toBe(rule === 'all_turns' ? first : -1);
    }
    expect(differs).toBe(Number(scenario.storeEntries) + 1);
  });

  const forgets = storeForgets(scenario);
  test.each(carrierNames.filter((name) => !forgets || travelsInHistory(name)))(
    'the carrier %s sends it too',
    (name) => expect(prompts(name)).toEqual(prompts('native')),
  );

  // A store that forgets leaves gaps, which the test above places.
  const begins = 'with `on` each input begins with the one before and the reasoning that followed';
  const checkBeginnings = (): void => {
    const requests = requestsOf(trials['on']);
    const turns = trials['on']?.turns ?? [];
    for (const [index, { input }] of requests.entries()) {
      const at = requestBefore(scenario, turns, index);
      const before = at === null ? [] : (requests[at]?.input ?? []);
      expect(input.slice(0, before.length)).toEqual(before);
      const reasoned = at !== null && (turns[at]?.usage?.reasoningTokens ?? 0) > 0;
      if (reasoned) expect(input[before.length]?.type).toBe('reasoning');
    }
  };
  if (!forgets) test(begins, checkBeginnings);

  test('with `off` no input holds reasoning, and each begins with the one before', () => {
    const requests = requestsOf(trials['off']);
    for (const [index, { input }] of requests.entries()) {
      const at = requestBefore(scenario, trials['off']?.turns ?? [], index);
      const before = at === null ? [] : (requests[at]?.input ?? []);
      expect(input.filter(({ type }) => type === 'reasoning')).toEqual([]);
      expect(input.slice(0, before.length)).toEqual(before);
    }
  });
});

describe.each(struck)('%s under %s', async (_name, rule, scenario) => {
  const options = { reasoning_continuity: true, recover: false };
  const trials = await play(scenario, rule, translatorArm('fragile', options));
  const statuses = (arm: string) => trials[arm]?.turns.map(({ status }) => status) ?? [];

  test('`off` notices nothing; `on` is refused once, recovers and plays to the end', () => {
    expect(trials['off']?.outcome).toBe('complete');
    expect(statuses('off')).toHaveLength(countSteps(scenario));
    expect(trials['on']?.outcome).toBe('complete');
    expect(statuses('on').filter((status) => status === 400)).toHaveLength(1);
    expect(statuses('on')).toHaveLength(countSteps(scenario) + 1);
  });

  test('without recovery the session ends there, as it does for `native`', () => {
    for (const arm of ['native', 'fragile']) {
      expect(trials[arm]?.outcome).toBe('stopped');
      expect(statuses(arm).at(-1)).toBe(400);
    }
  });
});

describe('a scenario without reasoning', () => {
  const silent = (turns: Scenario['turns']): Scenario['turns'] =>
    turns.map((turn) => ({
      ...turn,
      steps: turn.steps.map((step) => ({
        ...step,
        reasoningTokens: 0,
        summary: [],
        calls: step.calls.map(({ subagent, ...call }) =>
          subagent ? { ...call, subagent: { ...subagent, turns: silent(subagent.turns) } } : call,
        ),
      })),
    }));
  const none = (scenario: Scenario): Scenario => ({ ...scenario, turns: silent(scenario.turns) });

  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    '%s is the same request by request in off and on',
    async (_name, scenario) => {
      const trials = await play(none(scenario), 'current_turn');
      const comparable = (arm: string) =>
        trials[arm]?.turns.map(({ usage, ttftMs }) => ({ usage, ttftMs }));
      expect(comparable('on')).toEqual(comparable('off'));
      expect(prompt(trials['on'])).toEqual(prompt(trials['off']));
    },
  );

  const prompt = (trial: Trial<PlayedTurn> | undefined): string[][] =>
    promptsOf(requestsOf(trial), 'current_turn');
});
