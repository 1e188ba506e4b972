// What a client complains about, and upstreams that give it no reason to. A client must not
// complain about the simulator of anything that it does not complain about in front of a healthy
// upstream.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Finished } from './sandbox.ts';

/** Without what differs from run to run: ids, paths, times, numbers. */
function normalise(line: string): string {
  return line
    .replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, 'ID')
    .replaceAll(/\/[\w./-]+/g, 'PATH')
    .replaceAll(/"query_source":"\w+"/g, 'SOURCE')
    .replaceAll(/\d[\d.:TZ-]*/g, 'N');
}

interface StreamEvent {
  readonly type?: string;
  readonly subtype?: string;
  readonly is_error?: boolean;
}

/** Everything on stderr, and every event on stdout that speaks of an error, once each. */
export function complaintsOf({ stdout, stderr }: Finished): string[] {
  const events = stdout
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as StreamEvent] : []))
    .filter(
      ({ type = '', subtype = '', is_error }) =>
        is_error === true || /error|failed|retry/.test(`${type} ${subtype}`),
    )
    .map(({ type, subtype }) => `event ${type} ${subtype ?? ''}`);
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return [...new Set([...lines.map(normalise), ...events])].sort();
}

export interface HealthyUpstream {
  readonly url: string;
  close(): Promise<void>;
}

const sse = (...events: { readonly type: string }[]): string =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');

const usage = {
  ...{ input_tokens: 10, input_tokens_details: { cached_tokens: 0 }, total_tokens: 12 },
  ...{ output_tokens: 2, output_tokens_details: { reasoning_tokens: 0 } },
};
const message = {
  ...{ id: 'msg_healthy', type: 'message', role: 'assistant', status: 'completed' },
  content: [{ type: 'output_text', text: 'All is well.', annotations: [], logprobs: [] }],
};

const answers = {
  responses: sse(
    { type: 'response.created', ...{ response: { id: 'resp_healthy', output: [] } } },
    { type: 'response.output_item.done', ...{ output_index: 0, item: message } },
    { type: 'response.completed', ...{ response: { id: 'resp_healthy', output: [], usage } } },
  ),
  anthropic: sse(
    {
      type: 'message_start',
      ...{
        message: {
          ...{ id: 'msg_healthy', type: 'message', role: 'assistant', model: 'gpt-5.5' },
          ...{ content: [], stop_reason: null, stop_sequence: null },
          usage: { input_tokens: 10, output_tokens: 1 },
        },
      },
    },
    { type: 'content_block_start', ...{ index: 0, content_block: { type: 'text', text: '' } } },
    {
      type: 'content_block_delta',
      ...{ index: 0, delta: { type: 'text_delta', text: 'All is well.' } },
    },
    { type: 'content_block_stop', ...{ index: 0 } },
    {
      type: 'message_delta',
      ...{ delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 4 } },
    },
    { type: 'message_stop' },
  ),
} as const;

/** Answers every POST with the same short, complete answer. Shares no code with the simulator. */
export async function startHealthyUpstream(speaks: keyof typeof answers): Promise<HealthyUpstream> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(request.method === 'POST' ? answers[speaks] : '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
