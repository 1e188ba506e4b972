// The play of a real client: it works on a small repository through the gateway under test, and the
// simulated model says what it does there.
import { randomUUID } from 'node:crypto';
import type { PlayableClient } from '../../clients/registry.ts';
import { realClientName } from '../../conform/client-rows.ts';
import type { Evidence, PlayedExchange } from '../../conform/evidence.ts';
import { evidenceOfExchange } from '../../conform/evidence-of-recording.ts';
import type { Desk } from '../../conform/stage/desk.ts';
import { openClientHome } from '../../experiment/links/client-home.ts';
import { createClientModel } from '../../runner/agents/client-model.ts';
import { promptOf } from '../../runner/agents/real-client.ts';
import { createScenarioAgent } from '../../runner/scenario-agent.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { openClientTap } from './client-tap.ts';

export interface RealClient {
  readonly client: PlayableClient;
  /** Path of its program. */
  readonly program: string;
  /** As it says itself. */
  readonly version: string;
  /** What it is asked to do. */
  readonly scenario: Scenario;
  /** PATH of the user. */
  readonly path: string;
}

export interface RealPlay {
  readonly evidence: Evidence;
  /** Why the client did not come to the end of its play; null: it did. */
  readonly unfinished: string | null;
}

/**
 * @param gateway its address
 * @param about the model that the client asks for, and its key; absent: a made-up one
 * @param signal ends the play; its reason is thrown then
 */
export async function playRealClient(
  { client, program, scenario, path }: RealClient,
  { gateway, desk }: { readonly gateway: string; readonly desk: Desk },
  about: { readonly model: string; readonly key?: string },
  signal: AbortSignal | undefined,
): Promise<RealPlay> {
  const evidence: PlayedExchange[] = [];
  const model = createClientModel(createScenarioAgent(scenario));
  /** A gateway that is not there: the client would try it for minutes. */
  const gone = new AbortController();
  let userTurn = 0;
  const tap = await openClientTap({
    ...{ gateway, desk, model },
    onCall(exchange, upstream) {
      const { kind, id } = exchange.session;
      const label = `user turn ${userTurn + 1}, request ${evidence.length + 1}`;
      const at = { play: realClientName, conversation: id, label };
      if (kind === 'turn') evidence.push(evidenceOfExchange(exchange, upstream, at));
      if (exchange.end?.outcome === 'upstream-failed') gone.abort();
    },
  });
  const ending = AbortSignal.any([gone.signal, ...(signal === undefined ? [] : [signal])]);
  const files = scenario.repository ?? {};
  const home = openClientHome({
    ...{ client, program, path, files, signal: ending },
    about: { ...about, url: tap.url },
  });
  const sessionId = randomUUID();
  let unfinished: string | null = null;
  try {
    for (const turn of scenario.turns) {
      model.beginTurn(turn.steps.length);
      const complaint = await home.prompt(promptOf(turn), userTurn, sessionId);
      const where = `${client.title}, user turn ${userTurn + 1} of ${scenario.turns.length}`;
      if (complaint !== null) {
        const last = complaint.said.split('\n').at(-1) ?? '';
        unfinished = `${where}: ${complaint.why}${last === '' ? '' : `; its last line: ${last}`}`;
      } else if (!model.isTurnOver()) {
        unfinished = `${where}: it ended before the model had done all that it was to do`;
      }
      if (unfinished !== null) break;
      userTurn++;
    }
  } finally {
    await tap.close();
    home.remove();
  }
  signal?.throwIfAborted();
  await desk.settled();
  return { evidence, unfinished };
}
