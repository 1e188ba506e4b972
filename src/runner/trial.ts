// One trial: one scenario, once, in one arm, against a backend and a store of its own.

import type { Backend } from '../domain/backend.ts';
import type { Clock } from '../domain/clock.ts';
import type { SimulatedAgent } from '../domain/model-step.ts';
import type { Arm, Trial, Variant } from '../domain/run.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { defaultTranslatorOptions, type TranslatorOptions } from '../domain/translator-options.ts';
import type { ReasoningStore } from '../domain/translator-state.ts';
import { assertNever } from '../lib/assert-never.ts';
import { sha256 } from '../lib/sha256.ts';
import type { ContextRule } from '../rules/model-profiles.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import type { Agent } from './agents/agent.ts';
import { nativeAgent } from './agents/native.ts';
import { createOtherGatewayAgent, type GatewayLink } from './agents/other-gateway.ts';
import { createScriptedAgent } from './agents/scripted.ts';
import { sessionIdOf, withNonce } from './nonce.ts';
import type { PlannedTrial } from './plan.ts';
import { createScenarioAgent } from './scenario-agent.ts';
import { createTurnRecorder } from './turn-recorder.ts';
import { createVirtualClock } from './virtual-clock.ts';

export interface BackendSetup {
  /** What the simulated model does; a live backend ignores it. */
  readonly agent: SimulatedAgent;
  readonly account: string;
  /** Equal for all arms of a block: noise hits them alike. */
  readonly seed: string;
  readonly nowMs: () => number;
  readonly variant: Variant;
}

/** What the runner is handed: it imports neither backends nor stores. */
export interface TrialFactories {
  createBackend(setup: BackendSetup): Backend;
  /** Counts what an ideal cache would hold. */
  readonly tokenizer: Tokenizer;
  /** As the arm's options limit it. */
  createReasoningStore(clock: Clock, options: TranslatorOptions): ReasoningStore;
  /** Only for arms that are other gateways. */
  readonly gatewayLink?: GatewayLink;
  /** Which reasoning of a request is part of its prompt, under a variant. */
  contextRuleOf(body: ResponsesRequest, variant: Variant): ContextRule;
}

function agentOf(arm: Arm, store: ReasoningStore, link: GatewayLink | undefined): Agent {
  switch (arm.agent) {
    case 'native':
      return nativeAgent;
    case 'scripted':
      return createScriptedAgent(arm.options, store);
    case 'gateway':
      if (link === undefined) throw new TypeError('a gateway arm needs a link');
      return createOtherGatewayAgent(arm.url, link);
    default:
      return assertNever(arm, 'arm');
  }
}

/** Virtual time starts here in every trial (an arbitrary day), so that equal runs are equal. */
const virtualStartMs = Date.UTC(2026, 0, 1);

/** The scenario may limit the store; an arm that says how large it is wins. */
function storeOptions({ storeEntries }: Scenario, arm: Arm): TranslatorOptions {
  const options = arm.agent === 'scripted' ? arm.options : defaultTranslatorOptions;
  return storeEntries !== undefined && options.store_entries === 'default'
    ? { ...options, store_entries: storeEntries }
    : options;
}

/** Plays a planned trial to its end. */
export async function playTrial(
  planned: PlannedTrial,
  model: string,
  factories: TrialFactories,
): Promise<Trial> {
  const { block, arm } = planned;
  // Another gateway remembers what it has seen, and the variants of a block are one session over again:
  // each gets a session and a nonce of its own there, of the same length.
  const own = arm.agent === 'gateway' ? `${block}/${planned.variant.name}/${arm.name}` : block;
  const given = planned.scenario.deferred?.open(planned.variant.parameters) ?? planned.scenario;
  const scenario = withNonce(given, own);
  // What the scenario itself sets of the simulated backend is part of the situation.
  const variant: Variant = {
    name: planned.variant.name,
    parameters: { ...planned.variant.parameters, ...scenario.simulator },
  };
  const script = createScenarioAgent(scenario);
  const clock = createVirtualClock(virtualStartMs);
  // Not the variant's: what is drawn by account then hits all variants alike. Each has its own backend.
  const account = `account-${sha256(`${block}\n${arm.name}`).slice(0, 12)}`;
  const backend = factories.createBackend({
    agent: script,
    account,
    seed: block,
    nowMs: clock.nowMs,
    variant,
  });
  const store = factories.createReasoningStore(clock, storeOptions(scenario, arm));
  const recorder = createTurnRecorder(backend, clock, factories.tokenizer, (body) =>
    factories.contextRuleOf(body, variant),
  );
  try {
    const agent = agentOf(arm, store, factories.gatewayLink);
    const outcome = await agent({
      scenario,
      model,
      sessionId: sessionIdOf(own),
      account,
      clock,
      recorder,
      stepDone: () => script.advance(),
    });
    return {
      id: planned.id,
      scenario: scenario.name,
      repeat: planned.repeat,
      variant: variant.name,
      arm: arm.name,
      position: planned.position,
      outcome,
      turns: recorder.turns,
    };
  } finally {
    await backend.close();
    await store.close();
  }
}
