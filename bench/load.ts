// The client of the benchmarks: posts a body over kept connections and reads the answer to its end.
import { Agent, request as send } from 'node:http';

export interface LoadTarget {
  /** Base URL. */
  readonly url: string;
  readonly path: string;
  readonly body: Uint8Array;
}

export function createAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 64 });
}

/** Posts once. Resolves to ms from the request to the first byte of the answer's body. */
export function postOnce({ url, path, body }: LoadTarget, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    let firstMs: number | null = null;
    const outgoing = send(
      `${url}${path}`,
      {
        ...{ method: 'POST', agent },
        headers: {
          ...{ 'content-type': 'application/json', 'content-length': body.length },
          'x-claude-code-session-id': '7b7a2c1e-0000-4000-8000-000000000001',
        },
      },
      (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`${url} answered ${answer.statusCode}`));
        answer.on('data', () => {
          firstMs ??= performance.now() - startedMs;
        });
        answer.on('error', reject);
        answer.on('end', () => resolve(firstMs ?? Number.NaN));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Posts `count` times, `streams` at once. Resolves to the seconds that it took. */
export async function postMany(
  target: LoadTarget,
  agent: Agent,
  count: number,
  streams: number,
): Promise<number> {
  let left = count;
  const startedMs = performance.now();
  const stream = async (): Promise<void> => {
    while (left-- > 0) await postOnce(target, agent);
  };
  await Promise.all(Array.from({ length: streams }, stream));
  return (performance.now() - startedMs) / 1000;
}
