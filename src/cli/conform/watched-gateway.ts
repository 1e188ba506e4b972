// A gateway that ends while the card is played: it is told once, with the request that it left
// unanswered, and no more is played.
import type { SendToGateway } from '../../conform/stage/wires.ts';
import { plural } from '../../lib/plural.ts';
import { listens } from './start-gateway.ts';

/** The gateway is not there any more; the message says why, and when. */
export class GatewayGone extends Error {}

/** Why the gateway is not there any more; null: it is. */
export type AskWhyGone = () => Promise<string | null>;

/** For a gateway that somebody else started. */
export function askAddress(url: string): AskWhyGone {
  return async () => ((await listens(url)) ? null : `nothing listens on ${url}`);
}

/** Sends, and throws GatewayGone where a request has no whole answer because of that. */
export function watchGateway(send: SendToGateway, whyGone: AskWhyGone): SendToGateway {
  let answered = 0;
  return async (request, onText) => {
    const answer = await send(request, onText);
    if (answer.ended === 'end' || answer.ended === 'left') {
      answered++;
      return answer;
    }
    const why = await whyGone();
    if (why === null) return answer;
    throw new GatewayGone(describeGone(why, request.at, answered));
  };
}

/** One line. @param at the request that was not answered */
export function describeGone(why: string, at: string | undefined, answered: number): string {
  const after = `after ${plural(answered, 'answered request')}`;
  return `${why}. It left ${at ?? 'a request'} without an answer, ${after}`;
}
