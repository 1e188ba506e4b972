// The sockets around another gateway: its upstream is a simulator's server here, its client is us.

import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { simulatorName } from '../../backends/simulator/simulator.ts';
import { startSimulatorServer } from '../../backends/simulator/simulator-server.ts';
import type { Backend } from '../../domain/backend.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { isLoopback, parseListen } from '../../lib/listen-address.ts';
import type { GatewayLink } from '../../runner/agents/other-gateway.ts';

/** Longest silence of the other gateway, ms: the simulator answers at once. */
const silenceMsMax = 60_000;
/** Of an answer that ended a session, characters that are shown; and of how many such answers. */
const answerShownMax = 300;
const answersShownMax = 5;
/** Largest answer, in bytes. */
const answerBytesMax = 64 * 1024 * 1024;

export interface OpenGatewayLink extends GatewayLink {
  /** Address that the other gateway's upstream must be set to. */
  readonly url: string;
  close(): Promise<void>;
}

function noAnswer(url: string, reason: string, cause?: unknown): HarnessError {
  const origin = new URL(url).origin;
  return new HarnessError(
    'invalid-run',
    `the gateway at ${origin} does not answer: ${reason}`,
    'Start it with the printed simulator address as its upstream, then run this again',
    cause,
  );
}

function post(
  url: string,
  headers: HeaderList,
  body: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const fail = (error: Error): void => reject(noAnswer(url, error.message, error));
    // Node adds neither of them to a list of headers.
    const added = ['host', new URL(url).host, 'content-length', String(Buffer.byteLength(body))];
    const sent = send(
      url,
      { method: 'POST', headers: [...headers.flat(), ...added] },
      (response) => {
        const pieces: Buffer[] = [];
        let size = 0;
        response.on('data', (piece: Buffer) => {
          size += piece.length;
          if (size > answerBytesMax) sent.destroy(new Error('its answer is too large'));
          pieces.push(piece);
        });
        response.on('error', () => {
          // A stream that breaks off is an answer too: the client sees that it is not complete.
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(pieces).toString('utf8'),
          });
        });
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(pieces).toString('utf8'),
          });
        });
      },
    );
    sent.setTimeout(silenceMsMax, () => sent.destroy(new Error('it was silent for a minute')));
    sent.on('error', fail);
    sent.end(body);
  });
}

/**
 * Starts the simulator's server for the other gateway.
 * @param note tells a person what the other gateway said at the end of a session
 * @throws HarnessError `usage` for an address that is not a loopback one, or is taken
 */
export async function openGatewayLink(
  listen: string,
  note: (text: string) => void,
): Promise<OpenGatewayLink> {
  const { host, port } = parseListen(listen);
  if (!isLoopback(host)) {
    throw new HarnessError(
      'usage',
      `--sim-listen ${listen} would let other machines in`,
      'Use a loopback address, such as 127.0.0.1:8090',
    );
  }
  let answer: Backend['send'] | null = null;
  const answers = new Set<string>();
  const backend: Backend = {
    name: simulatorName,
    label: 'simulated',
    account: 'ab',
    describe: ({ headers }) => ({ method: 'POST', target: '/v1/responses', headers }),
    send(request, signal) {
      if (answer === null) throw new Error('no session is being played');
      return answer(request, signal);
    },
    close: async () => {},
  };
  const server = await startSimulatorServer({
    ...{ host, port, websocket: 'refuse' },
    createBackend: () => backend,
  }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HarnessError(
      'usage',
      `cannot listen on ${listen}: ${reason}`,
      'Choose another address with --sim-listen',
      error,
    );
  });
  return {
    url: server.url,
    answerWith(next) {
      answer = next;
    },
    post,
    failed(status, text) {
      const answer = `${status}: ${text.slice(0, answerShownMax).replaceAll(/\s+/g, ' ')}`;
      if (!answers.has(answer) && answers.size < answersShownMax) {
        note(`the other gateway ended a session with ${answer}`);
      }
      answers.add(answer);
    },
    close: () => server.close(),
  };
}
