// What a played conversation leaves: what the client sent, what reached the upstream, and what came
// back to the client. Rows judge nothing else.

import type { HeaderList } from '../lib/header-list.ts';
import type { JsonObject } from '../lib/json.ts';
import type { FaultName } from '../profiles/fault-names.ts';

/** One request that the gateway sent to the upstream, and what the upstream answered. */
export interface UpstreamCall {
  readonly headers: HeaderList;
  /** The exact text of the request's body. */
  readonly text: string;
  /** Status that the upstream answered with; 0: it was still answering. */
  readonly status: number;
  readonly answerHeaders: HeaderList;
  /** The bytes that the gateway took, as text. */
  readonly answer: string;
  /** `left`: the gateway closed the connection before the answer was over. */
  readonly ended: 'end' | 'cut' | 'left';
  /** What the play made the upstream do to this request on purpose. */
  readonly fault: FaultName | 'scripted' | 'none';
  /** How a pause in the answer was over; null: there was none. */
  readonly pause: Pause | null;
}

/** A pause of the upstream: what the client had when it ended, and why it ended. */
export interface Pause {
  /** `client`: the client had what the play waited for; `time`: it did not get it in time. */
  readonly ended: 'client' | 'time';
  readonly ms: number;
}

/** One request of the client with everything that it caused. */
export interface PlayedExchange {
  readonly play: string;
  /** Which conversation of the play. */
  readonly conversation: string;
  /** What happens here, in a few words, as a person would look for it. */
  readonly label: string;
  readonly sent: { readonly path: string; readonly headers: HeaderList; readonly body: JsonObject };
  /** In the order in which they reached the upstream. */
  readonly upstream: readonly UpstreamCall[];
  readonly status: number;
  readonly headers: HeaderList;
  readonly text: string;
  /** `none`: no connection, or no answer in time; `left`: the client went away on purpose. */
  readonly ended: 'end' | 'cut' | 'left' | 'none';
  /** Why there was no answer; null: there was one. */
  readonly problem: string | null;
  /** Answers to this request need no request of the upstream. */
  readonly isLocal: boolean;
}

/** Everything that one run has seen, in the order in which it was played. */
export type Evidence = readonly PlayedExchange[];
