// Requests in the shape of Claude Code's own: three system blocks, a dozen tools with schemas, and
// a history of calls, results and thinking that fills the rest. Made-up words, the same on every
// run.

const words = [
  ...['translate', 'request', 'session', 'the', 'a', 'of', 'return', 'const', 'value', 'import'],
  ...['reads', 'file', 'line', 'error', 'test', 'and', 'does', 'not', 'path', 'until'],
];

function text(length: number, seed: number): string {
  let made = '';
  for (let step = seed; made.length < length; step = (step * 1103515245 + 12345) % 2147483648) {
    made += `${words[step % words.length]}${step % 7 === 0 ? '\n' : ' '}`;
  }
  return made.slice(0, length);
}

const toolNames = [
  'Bash',
  'Read',
  'Edit',
  'Write',
  'Grep',
  'Glob',
  'Task',
  'WebFetch',
  'TodoWrite',
];

function tools(): object[] {
  return toolNames.map((name, index) => ({
    name,
    description: text(2400, index + 1),
    input_schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: Object.fromEntries(
        ['command', 'file_path', 'limit', 'offset', 'description'].map((property) => [
          property,
          { type: property === 'limit' ? 'number' : 'string', description: text(80, index + 50) },
        ]),
      ),
      required: ['command'],
      additionalProperties: false,
    },
  }));
}

/** @param targetBytes size of the JSON text, met within a few KB */
export function claudeBody(targetBytes: number, stream = true): string {
  const messages: object[] = [
    { role: 'user', content: [{ type: 'text', text: text(1500, 3) }] },
    { role: 'system', content: text(9000, 4) },
  ];
  const body = {
    model: 'gpt-5.5',
    messages,
    system: [
      {
        type: 'text',
        text: 'x-anthropic-billing-header: cc_version=2.1.330.52f; cc_entrypoint=cli;',
      },
      { type: 'text', text: text(62, 5), cache_control: { type: 'ephemeral' } },
      { type: 'text', text: text(7000, 6), cache_control: { type: 'ephemeral' } },
    ],
    tools: tools(),
    metadata: { user_id: '{"session_id":"7b7a2c1e-0000-4000-8000-000000000001"}' },
    max_tokens: 32000,
    thinking: { type: 'adaptive', display: 'updates' },
    output_config: { effort: 'high' },
    stream,
  };
  let size = JSON.stringify(body).length;
  for (let turn = 0; size < targetBytes; turn++) {
    const id = `call_${String(turn).padStart(24, '0')}`;
    const room = Math.max(200, Math.min(6000, targetBytes - size - 1200));
    const round = [
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: text(200, turn), signature: 'turntape.display-only' },
          ...(turn % 3 === 0 ? [{ type: 'text', text: text(240, turn + 9) }] : []),
          { type: 'tool_use', id, name: 'Bash', input: { command: text(160, turn + 7) } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: id, content: text(room, turn + 11), is_error: false },
        ],
      },
    ];
    messages.push(...round);
    size += JSON.stringify(round).length;
  }
  return JSON.stringify(body);
}
