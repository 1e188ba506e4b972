// The client's socket: one request to the gateway, its answer with the text as it comes.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { ClientAnswer, SendToGateway } from '../../conform/stage/wires.ts';
import { headersFromRaw } from '../../lib/header-list.ts';

/** Longest silence of a gateway, ms: longer than any pause that a play makes. */
const silenceMsMax = 25_000;
/** Largest answer, in characters. */
const answerCharsMax = 16 * 1024 * 1024;

/**
 * @param base address of the gateway, without the path of the API
 * @param signal ends what is being sent; its reason is thrown then
 */
export function createGatewayClient(base: string, signal?: AbortSignal): SendToGateway {
  const send = base.startsWith('https:') ? httpsRequest : httpRequest;
  const root = base.replace(/\/+$/, '');
  return ({ path, headers, body, leavesAt }, onText) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      let head: IncomingMessage | undefined;
      let text = '';
      const end = (ended: ClientAnswer['ended'], problem: string | null = null): void => {
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
        response.on('error', () => end('cut'));
      });
      sent.setTimeout(silenceMsMax, () => sent.destroy(new Error('it was silent for too long')));
      sent.on('error', (error) => end(head === undefined ? 'none' : 'cut', error.message));
      sent.end(body);
    });
}
