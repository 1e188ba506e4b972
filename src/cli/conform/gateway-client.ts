// The client's socket: one request to the gateway, its answer with the text as it comes.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { ClientAnswer, SendToGateway } from '../../conform/stage/wires.ts';
import { headersFromRaw } from '../../lib/header-list.ts';

export interface AnswerLimits {
  /** Longest silence of a gateway, ms. */
  readonly silenceMs: number;
  /** Longest answer, ms: pings can be sent for ever. */
  readonly wholeMs: number;
}

/** Longer than any pause that a play makes. */
const defaultLimits: AnswerLimits = { silenceMs: 25_000, wholeMs: 40_000 };
/** Largest answer, in characters. */
const answerCharsMax = 16 * 1024 * 1024;

/**
 * @param base address of the gateway, without the path of the API
 * @param signal ends what is being sent; its reason is thrown then
 */
export function createGatewayClient(
  base: string,
  signal?: AbortSignal,
  { silenceMs, wholeMs }: AnswerLimits = defaultLimits,
): SendToGateway {
  const send = base.startsWith('https:') ? httpsRequest : httpRequest;
  const root = base.replace(/\/+$/, '');
  return ({ path, headers, body, leavesAt }, onText) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      let head: IncomingMessage | undefined;
      let text = '';
      /** Why it was given up; null: it was not. */
      let late: string | null = null;
      const end = (ended: ClientAnswer['ended'], problem: string | null = null): void => {
        clearTimeout(whole);
        if (signal?.aborted) reject(signal.reason);
        resolve({
          ...{ status: head?.statusCode ?? 0, headers: headersFromRaw(head?.rawHeaders ?? []) },
          ...{ text, ended, problem },
        });
      };
      // Node adds neither of them to a list of headers.
      const added = ['host', new URL(base).host, 'content-length', `${Buffer.byteLength(body)}`];
      const options = {
        method: 'POST',
        headers: [...headers.flat(), ...added],
        agent: false,
        signal,
      };
      const sent = send(root + path, options, (response) => {
        head = response;
        response.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
          onText(piece);
          if (leavesAt !== undefined && text.includes(leavesAt)) {
            end('left');
            sent.destroy();
          } else if (text.length > answerCharsMax) {
            sent.destroy(new Error('its answer is too large'));
          }
        });
        response.on('end', () => end('end'));
        // A stream that breaks off is an answer too.
        response.on('error', () => end(late === null ? 'cut' : 'none', late));
      });
      const giveUp = (why: string): void => {
        late = why;
        sent.destroy(new Error(why));
      };
      const whole = setTimeout(giveUp, wholeMs, 'its answer does not end');
      sent.setTimeout(silenceMs, () => giveUp('it was silent for too long'));
      const isNone = (): boolean => late !== null || head === undefined;
      sent.on('error', (error) => end(isNone() ? 'none' : 'cut', error.message));
      sent.end(body);
    });
}
