// Whether a server took a request, as opposed to refusing it or never answering.
import type { ReceivedResponse } from '../domain/exchange.ts';

/** The server took the request: what it answers is an answer, and its prompt is in the caches. */
export function isAccepted({ response }: Pick<ReceivedResponse, 'response'>): boolean {
  return response !== null && response.status >= 200 && response.status < 300;
}
