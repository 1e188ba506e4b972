// Plays a scenario with a real client: its user turns are prompts, its steps are what the simulated
// model does, and the client runs the calls itself. Every request that reaches the backend is
// measured.

import type { Backend, BackendRequest, BackendResponse } from '../../domain/backend.ts';
import type { Arm } from '../../domain/run.ts';
import type { ReasoningStore } from '../../domain/translator-state.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { Scenario, ScenarioTurn } from '../../scenarios/scenario.ts';
import { parseResponsesRequest } from '../../wire/responses/parse-request.ts';
import type { ObservedResponse } from '../observe-response.ts';
import { type Agent, type TrialSetup, unreadable } from './agent.ts';
import type { ClientModel } from './client-model.ts';

/** What the shell is told to start. */
export interface ClientSetup {
  readonly arm: Arm;
  readonly scenario: Scenario;
  readonly model: string;
  /** A UUID. */
  readonly sessionId: string;
  readonly account: string;
  /** The service that is modelled. */
  readonly backend: string;
  readonly store: ReasoningStore;
  /** Answers what reaches the backend. */
  readonly send: Backend['send'];
}

/** A client in its own folder. */
export interface OpenClient {
  /** Says one thing to it and waits until it is done; false: it ended with an error. */
  prompt(text: string, userTurn: number): Promise<boolean>;
  close(): Promise<void>;
}

export interface ClientLink {
  open(setup: ClientSetup): Promise<OpenClient>;
}

/** Marks what a client asks beside its conversation: its prompts continue nothing. */
const asideConversation = 'aside';

/** What a person types for a user turn. */
export function promptOf({ messages }: ScenarioTurn): string {
  return messages
    .flatMap(({ content }) =>
      typeof content === 'string'
        ? [content]
        : content.flatMap((block) => (block.type === 'text' ? [block.text] : [])),
    )
    .join('\n\n');
}

/** The same once more, for the client. */
async function* replay({ chunks, totalMs, errorCode }: ObservedResponse) {
  for (const bytes of chunks) yield { bytes, elapsedMs: totalMs };
  if (errorCode === 'cut')
    throw new HarnessError('upstream', 'the answer is incomplete', 'Try again');
}

interface Place {
  userTurn: number;
  step: number;
  attempt: number;
}

function createSend({ recorder }: TrialSetup, model: ClientModel, place: Place): Backend['send'] {
  const answer = async ({ body, headers }: BackendRequest): Promise<BackendResponse> => {
    const parsed = parseResponsesRequest(new TextDecoder().decode(body));
    const request = parsed.ok ? parsed.request : unreadable;
    const observed = await recorder.send(request, headers);
    const isStep = observed.isComplete && model.answered();
    const isAside = observed.isComplete && !isStep;
    const { userTurn, step, attempt } = place;
    recorder.record(
      isAside
        ? { userTurn, step, attempt: 1, conversation: asideConversation }
        : { userTurn, step, attempt },
      request,
      observed,
      [],
    );
    if (isStep) {
      place.step++;
      place.attempt = 1;
    } else if (!isAside) place.attempt++;
    return { status: observed.status, headers: observed.headers, body: replay(observed) };
  };
  // A client may ask two things at once; the simulated backend is asked one after the other.
  let before: Promise<unknown> = Promise.resolve();
  return (request) => {
    const next = before.then(() => answer(request));
    before = next.catch(() => {});
    return next;
  };
}

/** @param model the one that the trial's backend asks for its steps */
export function createRealClientAgent(
  link: ClientLink,
  arm: Arm,
  store: ReasoningStore,
  model: ClientModel,
): Agent {
  return async (setup) => {
    const { scenario, sessionId, account } = setup;
    const place: Place = { userTurn: 0, step: 0, attempt: 1 };
    const client = await link.open({
      arm,
      scenario,
      store,
      sessionId,
      account,
      backend: setup.backend,
      model: setup.model,
      send: createSend(setup, model, place),
    });
    try {
      for (const [userTurn, turn] of scenario.turns.entries()) {
        if (userTurn > 0) await setup.clock.pause(turn.thinkTimeMs);
        Object.assign(place, { userTurn, step: 0, attempt: 1 });
        model.beginTurn(turn.steps.length);
        const isDone = await client.prompt(promptOf(turn), userTurn);
        if (!isDone || !model.isTurnOver()) return 'stopped';
      }
      return 'complete';
    } finally {
      await client.close();
    }
  };
}
