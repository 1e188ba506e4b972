// One trial: one scenario, once, in one arm, against its own backend and store.

import type { Backend } from '../domain/backend.ts';
import type { Clock } from '../domain/clock.ts';
import type { SimulatedAgent } from '../domain/model-step.ts';
import type { Arm, PlayedTurn, Trial, Variant } from '../domain/run.ts';
import { defaultStoreOptions, type StoreOptions } from '../domain/store-options.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import type { ReasoningStore } from '../domain/translator-state.ts';
import { assertNever } from '../lib/assert-never.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { plural } from '../lib/plural.ts';
import { sha256 } from '../lib/sha256.ts';
import type { ReasoningRules } from '../profiles/model-profiles.ts';
import { countSteps, type Scenario } from '../scenarios/scenario.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import type { Agent } from './agents/agent.ts';
import { type ClientModel, createClientModel } from './agents/client-model.ts';
import { nativeAgent } from './agents/native.ts';
import { createOtherGatewayAgent, type GatewayLink } from './agents/other-gateway.ts';
import { type ClientLink, createRealClientAgent } from './agents/real-client.ts';
import { createScriptedAgent } from './agents/scripted.ts';
import type { Budget, SessionBudget } from './budget.ts';
import type { LiveSetup } from './live-setup.ts';
import { sessionIdOf, withNonce } from './nonce.ts';
import type { PlannedTrial } from './plan.ts';
import { RunStopped } from './run-stopped.ts';
import { createScenarioAgent } from './scenario-agent.ts';
import { SessionLost } from './session-lost.ts';
import type { TrialClock } from './trial-clock.ts';
import { outcomeOf } from './trial-outcome.ts';
import { createTurnRecorder } from './turn-recorder.ts';

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
  createClock(): TrialClock;
  /** Counts what an ideal cache would hold. */
  readonly tokenizer: Tokenizer;
  /** As the arm's options limit it. */
  createReasoningStore(clock: Clock, options: StoreOptions): ReasoningStore;
  /** Only for arms that are other gateways. */
  readonly gatewayLink?: GatewayLink;
  /** Only where a real client plays. */
  readonly clientLink?: ClientLink;
  /** Only where a real model answers: it runs free. */
  readonly live?: LiveSetup;
  /** Answers are those of a recording: the model did what it did, and requests must be the same. */
  readonly isRecorded?: true;
  /** Which reasoning of a request is part of its prompt, under a variant. */
  reasoningRulesOf(body: ResponsesRequest, variant: Variant): ReasoningRules;
}

function agentOf(
  arm: Arm,
  store: ReasoningStore,
  { clientLink, gatewayLink: link }: TrialFactories,
  clientModel: ClientModel,
): Agent {
  if (clientLink !== undefined) return createRealClientAgent(clientLink, arm, store, clientModel);
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

/** The scenario may limit the store; an arm that says how large it is wins. */
function storeOptions({ storeEntries }: Scenario, arm: Arm): StoreOptions {
  const options = arm.agent === 'scripted' ? arm.options : defaultStoreOptions;
  return storeEntries !== undefined && options.store_entries === 'default'
    ? { ...options, store_entries: storeEntries }
    : options;
}

/**
 * What a session's nonce and id are made from. On the simulator every arm has its own account, so
 * all arms of a block say the same; where caches are shared, by another gateway's memory or by a
 * real account, each session has its own, of the same length.
 */
function sessionName(
  { block, variant, arm, id }: PlannedTrial,
  { live, clientLink }: TrialFactories,
): string {
  if (live !== undefined) return `${live.salt}/${id}`;
  return arm.agent === 'gateway' || clientLink !== undefined
    ? `${block}/${variant.name}/${arm.name}`
    : block;
}

/** A trial that cannot come to its end would only cost money. */
async function claimRequests(
  { id, scenario, cache }: PlannedTrial,
  budget: Budget,
): Promise<SessionBudget> {
  const requests = countSteps(scenario) * (cache === 'warm' ? 2 : 1);
  const claim = await budget.claim(requests, id);
  if (claim !== null) return claim;
  throw new RunStopped(
    'budget',
    `the next trial (${scenario.name}) takes about ${plural(requests, 'request')}, more than the budget has left`,
  );
}

type PlayedSession = Pick<Trial<PlayedTurn>, 'turns' | 'outcome'>;

export interface PlayedTrial {
  readonly trial: Trial<PlayedTurn>;
  /**
   * An error of the harness that ended it; undefined: none. On the simulator it is thrown instead.
   */
  readonly defect?: unknown;
}

/** Plays a planned trial to its end. */
export async function playTrial(
  planned: PlannedTrial,
  model: string,
  factories: TrialFactories,
): Promise<PlayedTrial> {
  const { block, arm } = planned;
  const { live, tokenizer, isRecorded } = factories;
  const claim = live && (await claimRequests(planned, live.budget));
  const name = sessionName(planned, factories);
  const given = planned.scenario.deferred?.open(planned.variant.parameters) ?? planned.scenario;
  const scenario = isRecorded ? given : withNonce(given, name);
  // What the scenario itself sets of the simulated backend is part of the situation.
  const variant: Variant = {
    name: planned.variant.name,
    parameters: { ...planned.variant.parameters, ...scenario.simulator },
  };
  const script = createScenarioAgent(scenario);
  const clientModel = createClientModel(script);
  const clock = factories.createClock();
  const backend = factories.createBackend({
    agent: factories.clientLink === undefined ? script : clientModel,
    // Not the variant's: what is drawn by account then hits all variants alike. Each has its own
    // backend.
    account: `account-${sha256(`${block}\n${arm.name}`).slice(0, 12)}`,
    seed: block,
    nowMs: clock.nowMs,
    variant,
  });
  const reasoningRulesOf = (body: ResponsesRequest) => factories.reasoningRulesOf(body, variant);
  /** Plays the scenario once, under its own session id and with its own reasoning store. */
  const play = async (session: string): Promise<Pick<PlayedTrial, 'defect'> & PlayedSession> => {
    const store = factories.createReasoningStore(clock, storeOptions(scenario, arm));
    const recorder = createTurnRecorder({
      trial: planned.id,
      backend,
      clock,
      tokenizer,
      reasoningRulesOf,
      live: live && claim && { budget: claim, signal: live.signal },
      mayFail: live !== undefined || isRecorded === true,
    });
    const { turns } = recorder;
    try {
      const agent = agentOf(arm, store, factories, clientModel);
      const played = await agent({
        scenario,
        model,
        sessionId: sessionIdOf(session),
        account: backend.account,
        backend: backend.service ?? backend.name,
        clock,
        recorder,
        stepTaken: live || isRecorded ? null : () => script.advance(),
      });
      return { turns, outcome: outcomeOf(played, turns, model, backend.label) };
    } catch (error) {
      const isMeant = [RunStopped, SessionLost, HarnessError].some((kind) => error instanceof kind);
      if (live === undefined || isMeant) throw error;
      // What was paid for is kept.
      return { turns, outcome: 'void:harness-crash', defect: error };
    } finally {
      await store.close();
    }
  };
  try {
    if (planned.cache === 'warm') {
      // Whether an earlier session's cache is reached is for the arm's cache key to decide.
      await play(`${name}/before`);
      script.restart();
    }
    const { turns, outcome, defect } = await play(name);
    const { id, repeat, position } = planned;
    const names = { scenario: scenario.name, variant: variant.name, arm: arm.name };
    return { trial: { id, ...names, repeat, position, outcome, turns }, defect };
  } finally {
    await claim?.release();
    await backend.close();
  }
}
