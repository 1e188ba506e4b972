// One answer as the backend streams it, in as many events as asked for.
function sse(event: { readonly type: string }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** @param deltas text deltas; a dozen other events stand around them */
export function upstreamStream(deltas: number): string[] {
  const reasoning = { type: 'reasoning', id: 'rs_bench', summary: [] };
  const message = { type: 'message', id: 'msg_bench', role: 'assistant' };
  const piece = 'a few words of an answer, ';
  const usage = {
    input_tokens: 12000,
    input_tokens_details: { cached_tokens: 11000 },
    output_tokens: 600,
    output_tokens_details: { reasoning_tokens: 200 },
    total_tokens: 12600,
  };
  const done = {
    ...message,
    status: 'completed',
    content: [{ type: 'output_text', text: piece.repeat(deltas), annotations: [] }],
  };
  return [
    { type: 'response.created', response: { id: 'resp_bench', status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: reasoning },
    {
      type: 'response.output_item.done',
      output_index: 0,
      item: { ...reasoning, encrypted_content: `gAAAA${'b'.repeat(1200)}` },
    },
    { type: 'response.output_item.added', output_index: 1, item: { ...message, content: [] } },
    ...Array.from({ length: deltas }, (_, number) => ({
      type: 'response.output_text.delta',
      item_id: 'msg_bench',
      output_index: 1,
      content_index: 0,
      delta: piece,
      sequence_number: number,
    })),
    { type: 'response.output_item.done', output_index: 1, item: done },
    {
      type: 'response.completed',
      response: { id: 'resp_bench', status: 'completed', output: [], usage },
    },
  ].map(sse);
}
