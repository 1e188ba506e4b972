// What a play is handed: conversations of a client behind the gateway, and an upstream that answers
// as the play says.
import type { ModelStep } from '../../domain/model-step.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { FaultName } from '../../profiles/fault-names.ts';
import type { AnthropicContentBlock, AnthropicText } from '../../wire/anthropic/content.ts';
import type {
  AnthropicMessageParam,
  AnthropicRequest,
  AnthropicTool,
} from '../../wire/anthropic/request.ts';

/** What the simulated model and its service do with one request of the client. */
export interface UpstreamScript {
  readonly step: ModelStep;
  /** The step where it depends on what the gateway sends; beats `step`. */
  stepOf?(request: JsonObject): ModelStep;
  /** A fault of the simulator for an attempt; absent: none. `attempt` counts from 1. */
  faultOf?(request: JsonObject, attempt: number): FaultName;
  /** An answer that the simulator does not know, given to every attempt. */
  readonly refusal?: {
    readonly status: number;
    readonly headers: HeaderList;
    readonly body: JsonObject;
  };
  /** Rewrites the stream of events, each a text with its blank line. */
  reshape?(events: readonly string[]): readonly string[];
  /** Stops in front of the first event that contains the text, until the client has something. */
  readonly pause?: {
    readonly before: string;
    /** What the client must have received. */
    readonly until: RegExp;
    readonly msMax: number;
  };
  /** Keeps the connection open after the last event, until the client has its answer. */
  readonly lingers?: { readonly until: RegExp; readonly msMax: number };
}

export interface ConversationOptions {
  /** Where the conversations of a play are told apart, also by the upstream. */
  readonly name: string;
  readonly system?: readonly AnthropicText[];
  readonly tools?: readonly AnthropicTool[];
  /** Other fields of the body. */
  readonly request?: JsonObject;
  readonly sessionId?: string;
  readonly agentId?: string;
  /** Key of the client's own; absent: that of the run. */
  readonly apiKey?: string;
  readonly model?: string;
  /** The session is named in `metadata` only, as older clients do. */
  readonly isUnnamed?: boolean;
}

/** How one request differs from the plain one. */
export interface AskOptions extends Partial<UpstreamScript> {
  readonly label: string;
  /** Fields of the body for this request alone. */
  readonly change?: (request: AnthropicRequest) => AnthropicRequest;
  /** Headers in front of the others, for this request alone. */
  readonly headers?: HeaderList;
  /** The client goes away once it has received this text. */
  readonly leavesAt?: string;
  /** Another path: `/v1/messages/count_tokens`. */
  readonly path?: string;
  /** Need not ask the upstream: `count_tokens`, what is refused. */
  readonly isLocal?: boolean;
}

/** A conversation as Claude Code keeps it: its history grows by what is answered. */
export interface Conversation {
  /** A word that is in every user message, by which the upstream knows the conversation. */
  readonly marker: string;
  /** Adds a message of the user; the marker is added to it. */
  user(text: string, ...blocks: readonly AnthropicContentBlock[]): void;
  /** Adds messages as they are. */
  add(...messages: readonly AnthropicMessageParam[]): void;
  /** Sends the history; the answer is added to it. False: there was no whole answer. */
  ask(options: AskOptions): Promise<boolean>;
  /** Results of the last answer's calls, by their order; the first result belongs to `order[0]`. */
  results(
    texts: readonly (string | readonly AnthropicContentBlock[])[],
    options?: { readonly order?: readonly number[]; readonly isError?: boolean },
  ): void;
  /** Changes the history, as a client that compacts, rewinds or drops does. */
  rewrite(change: (history: readonly AnthropicMessageParam[]) => AnthropicMessageParam[]): void;
  /** What comes with the next requests; those of before stay out. */
  become(options: Partial<ConversationOptions>): void;
}

export interface Stage {
  conversation(options: ConversationOptions): Conversation;
}

/** A conversation script: what a client does, once. */
export interface Play {
  readonly name: string;
  /** What is played, in a few words. */
  readonly title: string;
  /** It waits: it is played beside the others. */
  readonly isSlow?: boolean;
  run(stage: Stage): Promise<void>;
}
