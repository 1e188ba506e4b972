// What the shell hands to the stage: a socket to the gateway.
import type { HeaderList } from '../../lib/header-list.ts';

export interface ClientRequest {
  /** Path with query, such as `/v1/messages?beta=true`. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: string;
  /** Which request it is, for people: `play tools, main, a call`. */
  readonly at?: string;
  /** Goes away once this text has come; absent: waits for the end. */
  readonly leavesAt?: string | undefined;
}

export interface ClientAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly text: string;
  /** `none`: no connection or no answer in time. */
  readonly ended: 'end' | 'cut' | 'left' | 'none';
  /** Why, where `ended` is `none`. */
  readonly problem: string | null;
}

/** Sends one request. Never throws for what a gateway does. */
export type SendToGateway = (
  request: ClientRequest,
  onText: (text: string) => void,
) => Promise<ClientAnswer>;
