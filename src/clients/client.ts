// What is known of one client program. A client is one entry of `registry.ts`: nothing else in the
// source asks which client it is, only what its entry says. Adding one is a file (or a folder)
// here, a line there and a row in docs/recording.md.
import type { HeaderList } from '../lib/header-list.ts';
import type { JsonObject } from '../lib/json.ts';
import type { Protocol } from '../wire/protocol.ts';
import type { ClientMachine, ClientPlan, PlanOptions } from './client-plan.ts';
import type { TrialClient } from './trial-client.ts';

/** What a client says of a request besides its content. */
export interface RequestNames {
  /** The client's own session id; null when it names none. */
  readonly sessionId: string | null;
  /** Subagent id; null for the main agent. */
  readonly agentId: string | null;
  /** The client says that the request makes a title. False: it does not say. */
  readonly isTitle: boolean;
}

export interface Client {
  /** As people write it: `Claude Code`. */
  readonly title: string;
  /** Its program on the PATH; null: it has no name that is known. */
  readonly program: string | null;
  /** What it speaks; null: either protocol, as far as is known. */
  readonly protocol: Protocol | null;
  /** True for a request that only this client sends, by its headers. */
  isSender(headers: HeaderList): boolean;
  /** Top-level members of a request body that `findNames` looks at. */
  readonly namingMembers: readonly string[];
  /**
   * Where this client puts its names.
   * @param body at least the `namingMembers` of the request's, of any shape
   * @returns null: none of its names are there
   */
  findNames(headers: HeaderList, body: JsonObject): RequestNames | null;
  /** Headers that hold a session's or agent's id, in lower case. Shared recordings keep them. */
  readonly namingHeaders: readonly string[];
  /** Its other headers whose values are not secrets, in lower case. */
  readonly publicHeaders: readonly string[];
  /**
   * How to start a command line so that its traffic comes to a proxy of ours.
   * @throws HarnessError `configuration` when no traffic could pass
   */
  plan(argv: readonly string[], machine: ClientMachine, options: PlanOptions): ClientPlan;
  /** How a trial of `ab --agent` plays it; null: it cannot be played. */
  readonly trial: TrialClient | null;
}
