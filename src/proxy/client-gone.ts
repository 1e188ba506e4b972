// Why a client's connection is over before its answer was: who closed it.
import type { ExchangeEnd } from '../domain/exchange.ts';
import type { ReceivedRequest } from './server.ts';

/** The reason with which the work for such a client is aborted. */
export class ClientGone extends Error {
  readonly outcome: ExchangeEnd['outcome'];

  constructor({ outcome, error }: ReturnType<typeof clientGone>) {
    super(error);
    this.outcome = outcome;
  }
}

interface Gone extends Pick<ReceivedRequest, 'isCut'> {
  readonly hasMadeRoom?: () => boolean;
}

/** How an exchange ends whose client has no connection any more. */
export function clientGone({
  isCut,
  hasMadeRoom,
}: Gone): Pick<ExchangeEnd, 'outcome'> & { readonly error: string } {
  if (hasMadeRoom?.()) {
    return { outcome: 'stopped', error: 'turntape closed the connection to make room for others' };
  }
  return isCut()
    ? { outcome: 'stopped', error: 'turntape was stopped before the answer was complete' }
    : { outcome: 'client-aborted', error: 'the client closed the connection' };
}
